import { type Locator, type Page } from "@playwright/test";
import { expect, looksRight, signInAs, test } from "./demo";
import { isPhone, phoneNumber, register } from "./life";

const picture = (name: string) => ({ path: test.info().outputPath(`${name}.png`), fullPage: true });

// Some strokes on the pad: by mouse at a desk, by finger on a phone.
async function sign(page: Page, pad: Locator) {
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error("no pad");
  const at = (x: number, y: number) => ({ x: box.x + box.width * x, y: box.y + box.height * y });
  const strokes = [
    [at(0.2, 0.3), at(0.5, 0.5), at(0.3, 0.8)],
    [at(0.5, 0.2), at(0.7, 0.7), at(0.8, 0.3)],
  ];
  const finger = isPhone() ? await page.context().newCDPSession(page) : undefined;
  for (const [first, ...rest] of strokes) {
    if (finger) {
      await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [first] });
      for (const point of rest) await finger.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [point] });
      await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    } else {
      await page.mouse.move(first.x, first.y);
      await page.mouse.down();
      for (const point of rest) await page.mouse.move(point.x, point.y, { steps: 8 });
      await page.mouse.up();
    }
  }
}

async function fillIn(page: Page, name: string, phone: string) {
  await page.goto("/registrations/new");
  const values: Record<string, string> = { name, phone, age: "38" };
  for (const input of await page.locator("input[id^=field-][required]:not([type=checkbox])").all()) {
    const field = ((await input.getAttribute("id")) ?? "").replace("field-", "");
    await input.fill(values[field] ?? "有");
  }
}

test("a customer signs under the notice; the case says so, and the picture takes a reason", async ({ page }) => {
  await signInAs(page, "蔡悠");
  await fillIn(page, "温书意", phoneNumber(70));
  const pad = page.locator("[data-signature]").first();
  const tick = page.locator("#consent-registration");
  const status = pad.getByRole("status");
  await expect(pad.locator("canvas")).toBeVisible();
  await looksRight(page);

  await sign(page, pad.locator("canvas"));
  await expect(status).toContainText("已签名");
  await expect(tick).toBeChecked();
  await pad.getByRole("button", { name: "清除重签" }).click();
  await expect(status).toContainText("请本人用手指或笔在框里签名");
  await expect(tick).not.toBeChecked();
  await sign(page, pad.locator("canvas"));
  await expect(status).toContainText("已签名");
  await looksRight(page);
  await page.screenshot(picture("signed"));
  await page.getByRole("button", { name: "提交报备" }).click();
  await expect(page.getByRole("heading", { name: "报备已登记" })).toBeVisible();

  await page.getByRole("link", { name: /案卷/ }).click();
  await expect(page.locator(".timeline-of-case > li").filter({ hasText: "书面同意" })).toHaveCount(1);
  const papers = page.getByRole("region", { name: "照片与文件" });
  await expect(papers.locator("li")).toHaveCount(1);
  await expect(papers.locator("li img")).toHaveCount(0);
  await expect(papers.locator("li a.paper")).toContainText("书面同意");
  await looksRight(page);
  await page.screenshot(picture("case"));

  await papers.locator("li a.paper").click();
  await expect(page.getByText("要看请写明理由")).toBeVisible();
  const seen = page.locator("main img.picture");
  await expect(seen).toHaveCount(0);
  await looksRight(page);
  await page.screenshot(picture("closed"));
  await page.getByLabel("为什么要看").first().selectOption({ label: "核对资料" });
  await page.getByRole("button", { name: "看一分钟" }).click();
  await expect(seen).toBeVisible();
  // What was drawn came through: white, with ink on it.
  const ink = () => seen.evaluate((image: HTMLImageElement) => {
    if (!image.complete || image.naturalWidth === 0) return 0;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: image.naturalWidth, height: image.naturalHeight });
    const pen = canvas.getContext("2d");
    pen?.drawImage(image, 0, 0);
    const pixels = pen?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return pixels.filter((value: number, at: number) => at % 4 === 0 && value < 60).length;
  });
  await expect.poll(ink).toBeGreaterThan(200);
  await looksRight(page);
  await page.screenshot(picture("opened"));
});

test("a tick does without a signature", async ({ page }) => {
  await signInAs(page, "蔡悠");
  await register(page, { regulation: "顾客报备制度", name: "严知秋", phone: phoneNumber(71) });
  await expect(page.locator(".timeline-of-case > li").filter({ hasText: "线上勾选同意" })).toHaveCount(1);
  await expect(page.getByRole("region", { name: "照片与文件" }).locator("a.paper")).toHaveCount(0);
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("there is no pad, and the tick is consent", async ({ page }) => {
    await signInAs(page, "蔡悠");
    await fillIn(page, "舒望晴", phoneNumber(72));
    await expect(page.locator("[data-signature]").first()).toBeHidden();
    await page.locator("#consent-registration").check();
    await page.getByRole("button", { name: "提交报备" }).click();
    await page.getByRole("link", { name: /案卷/ }).click();
    await expect(page.locator(".timeline-of-case > li").filter({ hasText: "线上勾选同意" })).toHaveCount(1);
  });
});
