import { readFileSync } from "node:fs";
import { expect, looksRight, signInAs, test } from "./demo";

// Any photo will do: the product's own pictures stand in for one.
const photo = (name: string) => readFileSync(new URL(`../docs/screens/${name}.png`, import.meta.url));
const file = (name: string) => ({ name: "IMG_0001.png", mimeType: "image/png", buffer: photo(name) });
const phone = (last: number) => `1390007${String(test.info().parallelIndex * 100 + (test.info().project.name === "phone" ? 50 : 0) + last).padStart(4, "0")}`;

test("photos come with a registration, are looked at under the reader's name, and more are added", async ({ page }) => {
  await signInAs(page, "陈立");
  await page.goto("/registrations/new");
  await page.getByLabel("客户姓名").fill("方知行");
  await page.getByLabel("手机号").fill(phone(1));
  await page.getByLabel("客户现在就在现场").check();
  await page.getByLabel("其他照片、文件").setInputFiles([file("today-phone"), file("case-desk")]);
  await expect(page.getByText("已选 2 份")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("registration.png"), fullPage: true });
  await page.getByRole("button", { name: "提交报备" }).click();
  await page.getByRole("link", { name: /案卷/ }).click();
  const papers = page.getByRole("region", { name: "照片与文件" });
  await expect(papers.locator("li a.paper")).toHaveCount(2);
  await papers.scrollIntoViewIfNeeded();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("case.png"), fullPage: true });
  await papers.getByText("添加照片、文件").click();
  await papers.getByLabel("选择照片或文件").setInputFiles([file("customers-desk")]);
  await papers.getByRole("button", { name: "保存" }).click();
  await expect(papers.locator("li a.paper")).toHaveCount(3);
  await papers.locator("li a.paper").first().click();
  const picture = page.getByRole("img", { name: "照片或文件" });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  await page.getByText("取原件").click();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("paper.png"), fullPage: true });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "下载原件" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^baobei-paper-\d+-0\.(png|jpg)$/);
});

test("what cannot be taken is said, and what was typed stays", async ({ page }) => {
  await signInAs(page, "陈立");
  await page.goto("/registrations/new");
  await page.getByLabel("客户姓名").fill("苏见山");
  await page.getByLabel("手机号").fill(phone(2));
  await page.getByLabel("其他照片、文件").setInputFiles([{ name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ no paper") }]);
  await page.getByRole("button", { name: "提交报备" }).click();
  await expect(page.getByText("第 1 份不是 JPEG、PNG 或 PDF").first()).toBeVisible();
  await expect(page.getByText("请再选一次")).toBeVisible();
  await expect(page.getByLabel("客户姓名")).toHaveValue("苏见山");
  await looksRight(page);
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("a photo goes with the plain form", async ({ page }) => {
    await signInAs(page, "陈立");
    await page.goto("/registrations/new");
    await page.getByLabel("客户姓名").fill("林见深");
    await page.getByLabel("手机号").fill(phone(3));
    await page.getByLabel("客户现在就在现场").check();
    await page.getByLabel("其他照片、文件").setInputFiles([file("today-phone")]);
    await page.getByRole("button", { name: "提交报备" }).click();
    await page.getByRole("link", { name: /案卷/ }).click();
    await expect(page.getByRole("region", { name: "照片与文件" }).locator("li a.paper")).toHaveCount(1);
  });
});
