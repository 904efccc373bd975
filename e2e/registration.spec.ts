import { expect, looksRight, signInAs, test } from "./demo";

// Every project and every run has customers of its own.
const phone = (last: number) => `1390002${String(test.info().parallelIndex * 100 + (test.info().project.name === "phone" ? 50 : 0) + last).padStart(4, "0")}`;

test("a customer is checked while typing, registered, and followed up in two taps", async ({ page }) => {
  await signInAs(page, "陈立");
  await page.goto("/registrations/new");
  await page.getByLabel("客户姓名").fill("方知行");
  await page.getByLabel("手机号").fill(phone(1));
  await page.getByLabel("客户现在就在现场").check();
  await expect(page.getByRole("status").filter({ hasText: "可以报备" })).toBeVisible();
  await page.getByRole("button", { name: "提交报备" }).click();
  await expect(page.getByRole("heading", { name: "报备已登记" })).toBeVisible();
  await looksRight(page);
  await page.getByRole("link", { name: /案卷/ }).click();
  await expect(page.getByText("他人不得报备").first()).toBeVisible();
  await page.getByRole("button", { name: "跟进了，有效" }).click();
  await expect(page.locator(".timeline-of-case > li")).toHaveCount(3);
});

test("a collision is told to both sides", async ({ page, browser, demo }) => {
  await signInAs(page, "陈立");
  const register = async (who: typeof page) => {
    await who.goto("/registrations/new");
    await who.getByLabel("客户姓名").fill("苏见山");
    await who.getByLabel("手机号").fill(phone(2));
    await who.getByLabel("客户现在就在现场").check();
    await who.getByRole("button", { name: "提交报备" }).click();
  };
  await register(page);
  await expect(page.getByRole("heading", { name: "报备已登记" })).toBeVisible();
  const context = await browser.newContext({ baseURL: demo, locale: "zh-CN" });
  const rival = await context.newPage();
  await signInAs(rival, "苏航");
  await rival.goto("/registrations/new");
  await rival.getByLabel("客户姓名").fill("苏见山");
  await rival.getByLabel("手机号").fill(phone(2));
  await rival.getByLabel("客户姓名").focus();
  await expect(rival.getByRole("status").filter({ hasText: "已有人在跟" })).toBeVisible();
  await register(rival);
  await rival.goto("/notices");
  await page.goto("/notices");
  await expect(page.getByText("有同事报备了您的客户").first()).toBeVisible();
  await expect(rival.getByText("您的报备与更早的报备撞单").first()).toBeVisible();
  await context.close();
});

test("the ruling as of a past moment", async ({ page }) => {
  await signInAs(page, "陈立");
  await page.goto("/customers");
  await page.getByRole("main").locator(".rows a.btn").last().click();
  await page.getByText("看过去某一刻的裁决").click();
  const form = page.locator("form", { has: page.getByLabel("哪一刻") });
  await form.getByLabel("哪一刻").fill("2020-01-01T09:00");
  await form.getByLabel("只用当时已经登记的事实").check();
  await form.getByRole("button", { name: "查看" }).click();
  await expect(page.getByText("那一刻还没有记录")).toBeVisible();
  await page.getByRole("link", { name: "回到现在" }).click();
  await expect(page.locator(".timeline-of-case > li").first()).toBeVisible();
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });
  test("reception records a visit and checks by the button", async ({ page }) => {
    await signInAs(page, "周敏");
    await page.goto("/visits");
    await page.getByLabel("客户姓名").fill("温故里");
    await page.getByLabel("手机号").fill(phone(3));
    await page.getByRole("button", { name: "记下到访" }).click();
    await expect(page.getByRole("status").filter({ hasText: "已记下" })).toBeVisible();
    await page.goto("/registrations/new");
    await page.getByLabel("客户姓名").fill("温故里");
    await page.getByLabel("手机号").fill(phone(3));
    await page.getByRole("button", { name: "先查重" }).click();
    await expect(page.getByRole("status").filter({ hasText: "可以报备" })).toBeVisible();
    await expect(page.getByLabel("客户姓名")).toHaveValue("温故里");
  });
});
