import { expect, looksRight, signInAs, test } from "./demo";

// A salesperson's day, who calls a customer some weeks after the deal.
test("a return visit is opened from the list of the day and recorded with one tap on its score", async ({ page }) => {
  await signInAs(page, "武钧");
  await page.goto("/");
  const visit = page.locator("main .lines > li", { hasText: "回访客户" }).first();
  await expect(visit).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("today.png"), fullPage: true });
  await visit.getByRole("link", { name: /去处理/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /回访客户/ })).toBeVisible();
  await expect(page.getByText(/记下后，下一次最迟/)).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("visit.png"), fullPage: true });
  await page.getByRole("button", { name: "4 分" }).click();
  const happened = page.getByRole("region", { name: "经过" }).locator("li", { hasText: "回访客户" });
  await expect(happened.last()).toContainText("4 分");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("case.png"), fullPage: true });
  // The next is due in ninety days; the one before stands where it is looked up again.
  await page.getByRole("region", { name: "要做的事" }).getByRole("link", { name: /去处理：回访客户/ }).click();
  await expect(page.getByRole("region", { name: "以前的记录" }).getByText("4 分").first()).toBeVisible();
});

test("with scripts off a score is a button of a plain form", async ({ browser, demo }) => {
  const context = await browser.newContext({ baseURL: demo, locale: "zh-CN", javaScriptEnabled: false });
  const page = await context.newPage();
  await signInAs(page, "武钧");
  await page.goto("/");
  await page.locator("main .lines > li", { hasText: "回访客户" }).first().getByRole("link", { name: /去处理/ }).click();
  await page.getByRole("button", { name: "5 分" }).click();
  await expect(page.getByRole("region", { name: "经过" })).toContainText("5 分");
  await context.close();
});

test("a manager signs cards and follow-ups in one go from the day, and sees what each says", async ({ page }) => {
  await signInAs(page, "费诺");
  await page.goto("/");
  await page.getByRole("link", { name: /一次签完 \d+ 份记录/ }).click();
  const lines = page.locator("main .lines > li");
  const count = await lines.count();
  expect(count).toBeGreaterThan(1);
  await expect(lines.first()).toContainText(/\d{4}-\d\d-\d\d/);
  const all = page.getByLabel("全选本页");
  await all.check();
  for (const box of await lines.getByRole("checkbox").all()) await expect(box).toBeChecked();
  await lines.getByRole("checkbox").first().uncheck();
  await expect(all).not.toBeChecked();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("signatures.png"), fullPage: true });
  await page.getByRole("button", { name: "为选中的签字" }).click();
  await expect(page.getByText(`选中 ${count - 1} 件，办成 ${count - 1} 件。`)).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("signed.png"), fullPage: true });
  await page.getByRole("link", { name: "返回待办" }).click();
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: /本页 1 份全部签字/ }).click();
  await expect(page.getByText("选中 1 件，办成 1 件。")).toBeVisible();
});
