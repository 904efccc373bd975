import { expect, looksRight, signInAs, test } from "./demo";

test("the badge changes while one looks on, when a colleague's registration collides", async ({ page, browser, demo }) => {
  const phone = `1390004${test.info().project.name === "phone" ? "0002" : "0001"}`;
  const register = async (who: typeof page) => {
    await who.goto("/registrations/new");
    await who.getByLabel("客户姓名").fill("纪长河");
    await who.getByLabel("手机号").fill(phone);
    await who.getByLabel("客户现在就在现场").check();
    await who.getByRole("button", { name: "提交报备" }).click();
  };
  await signInAs(page, "陈立");
  await register(page);
  await expect(page.getByRole("heading", { name: "报备已登记" })).toBeVisible();
  await page.goto("/customers");
  const badge = page.locator("[data-stream]");
  const before = Number(await badge.textContent());
  const context = await browser.newContext({ baseURL: demo, locale: "zh-CN" });
  const rival = await context.newPage();
  await signInAs(rival, "苏航");
  await register(rival);
  await expect(badge).toHaveText(String(before + 1), { timeout: 20_000 });
  await expect(badge).toBeVisible();
  await page.getByRole("link", { name: /消息/ }).click();
  await expect(page.getByRole("link", { name: `待办 ${before + 1}` })).toBeVisible();
  // The counts are the lengths of the lists.
  for (const list of [/待办/, /已办/, /我发起的/, /抄送我/]) {
    const tab = page.getByRole("main").getByRole("link", { name: list });
    const count = Number((await tab.textContent())?.replace(/\D/g, ""));
    await tab.click();
    await expect(page.getByRole("main").locator(".lines > li")).toHaveCount(Math.min(count, 30));
    await looksRight(page);
  }
  await page.goto("/notices");
  await page.screenshot({ path: test.info().outputPath("notices.png"), fullPage: true });
  await context.close();
});
