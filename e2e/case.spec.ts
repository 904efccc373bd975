import { type Page } from "@playwright/test";
import { expect, looksRight, signInAs, test } from "./demo";

// Every project and every run has customers of its own.
const phone = (last: number) => `1390003${String(test.info().parallelIndex * 100 + (test.info().project.name === "phone" ? 50 : 0) + last).padStart(4, "0")}`;

const picture = (page: Page, name: string) =>
  page.screenshot({ path: test.info().outputPath(`${name}-${test.info().project.name}.png`), fullPage: true, animations: "disabled" });

// Registers somebody who stands here, and opens the case.
async function caseOf(page: Page, name: string, last: number) {
  await page.goto("/registrations/new");
  await page.getByLabel("客户姓名").fill(name);
  await page.getByLabel("手机号").fill(phone(last));
  await page.getByLabel("客户现在就在现场").check();
  await page.getByRole("button", { name: "提交报备" }).click();
  await expect(page.getByRole("heading", { name: "报备已登记" })).toBeVisible();
  await page.getByRole("link", { name: /案卷/ }).click();
  await expect(page.getByRole("heading", { name: /案卷/ })).toBeVisible();
}

test("sliding back shows the ruling of each moment, and the address keeps it", async ({ page }) => {
  await signInAs(page, "陈立");
  await caseOf(page, "乔映雪", 1);
  // Two moments are two seconds.
  await page.waitForTimeout(1100);
  await page.getByRole("button", { name: "跟进了，有效" }).click();
  await expect(page.locator(".timeline-of-case > li")).toHaveCount(3);
  await looksRight(page);
  await picture(page, "case");
  const slider = page.getByRole("slider", { name: "拖动回看" });
  await slider.press("Home");
  await expect(page.getByText("只用当时已经登记的事实", { exact: false }).first()).toBeVisible();
  await expect(page.locator(".timeline-of-case > li")).toHaveCount(2);
  await expect(page).toHaveURL(/at=20\d\d-/);
  await picture(page, "case-then");
  await looksRight(page);
  await page.reload();
  await expect(page.locator(".timeline-of-case > li")).toHaveCount(2);
  await page.getByRole("slider").press("End");
  await expect(page.locator(".timeline-of-case > li")).toHaveCount(3);
  await expect(page.getByRole("button", { name: "跟进了，有效" })).toBeVisible();
});

test("the data is seen with a reason, hides itself, and its holder sees who looked", async ({ page, browser, demo }) => {
  await signInAs(page, "陈立");
  await caseOf(page, "邵听澜", 2);
  const address = page.url();
  const shown = phone(2);
  const context = await browser.newContext({ baseURL: demo, locale: "zh-CN" });
  const manager = await context.newPage();
  await signInAs(manager, "方哲");
  await manager.goto(address);
  await expect(manager.getByText(shown)).toHaveCount(0);
  await manager.getByText("看完整资料").click();
  await looksRight(manager);
  await manager.getByLabel("为什么要看").selectOption("处理争议");
  await manager.getByLabel("补充说明").fill("客户来电投诉");
  await manager.getByRole("button", { name: "看一分钟" }).click();
  await expect(manager.getByText(shown)).toBeVisible();
  expect(manager.url()).not.toContain(shown);
  await looksRight(manager);
  await picture(manager, "revealed");
  await manager.getByRole("link", { name: "看完了，回到案卷" }).click();
  await expect(manager.getByText(shown)).toHaveCount(0);
  await page.goto(address);
  await expect(page.getByText("处理争议：客户来电投诉")).toBeVisible();
  await context.close();
});

test("a registration made by mistake is taken back", async ({ page }) => {
  await signInAs(page, "陈立");
  await caseOf(page, "于小满", 3);
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: /报备错了，撤回/ }).click();
  await expect(page.getByRole("button", { name: /报备错了，撤回/ })).toHaveCount(0);
  await expect(page.locator(".timeline-of-case")).toContainText("撤回");
});

test("a follow-up is planned with a button, stands on the day, and is dropped", async ({ page }) => {
  await signInAs(page, "陈立");
  await caseOf(page, "祝青禾", 4);
  await page.getByRole("button", { name: "到时提醒我" }).click();
  await expect(page.getByRole("button", { name: "取消提醒" })).toBeVisible();
  const number = page.url().split("/").pop();
  await page.goto("/");
  const planned = page.getByRole("region", { name: "我定的提醒" });
  const line = planned.getByRole("listitem").filter({ has: page.getByRole("link", { name: `案卷 ${number}` }) });
  await expect(line).toHaveCount(1);
  await looksRight(page);
  await line.getByRole("button", { name: "取消提醒" }).click();
  await expect(line).toHaveCount(0);
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });
  test("looking back works by the list and its button", async ({ page }) => {
    await signInAs(page, "陈立");
    await caseOf(page, "温折桂", 5);
    await page.waitForTimeout(1100);
    await page.getByRole("button", { name: "跟进了，有效" }).click();
    await page.getByLabel("回看这个案卷").selectOption({ index: 0 });
    await page.locator("form", { has: page.getByLabel("回看这个案卷") }).getByRole("button", { name: "查看" }).click();
    await expect(page.locator(".timeline-of-case > li")).toHaveCount(2);
  });
});
