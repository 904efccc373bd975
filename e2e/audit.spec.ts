import { expect, looksRight, signInAs, test } from "./demo";

// Long tables take axe its time.
test.slow();

test("an auditor asks what somebody did, and administrators' deeds name who did them", async ({ page, demo, browser }) => {
  // The security administrator makes a password link for a colleague: that is a deed of theirs.
  const context = await browser.newContext({ baseURL: demo, locale: "zh-CN" });
  const administrator = await context.newPage();
  await signInAs(administrator, "安澜");
  await administrator.goto("/people");
  await administrator.getByRole("link", { name: "打开 陈立" }).click();
  await administrator.getByRole("button", { name: /链接/ }).click();
  await expect(administrator.getByText(/\/password\//)).toBeVisible();
  await context.close();

  await signInAs(page, "谭素");
  await page.goto("/audit?kind=manage");
  await expect(page.locator(".rows tbody tr").first()).toContainText("安澜");
  await expect(page.locator(".rows tbody tr").first()).toContainText("给陈立发了设密码的链接");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("administrators.png"), fullPage: true });
  await page.goto("/alerts");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("alerts.png"), fullPage: true });
});

test("an auditor reads the deeds of one person and takes them out", async ({ page }) => {
  await signInAs(page, "白露");
  await page.goto("/audit");
  await page.getByLabel("谁", { exact: true }).selectOption({ label: "陈立" });
  await page.getByLabel("从哪天").fill("2020-01-01");
  await page.getByRole("button", { name: "查看" }).click();
  await expect(page.locator(".rows tbody tr").first()).toContainText("陈立");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("deeds.png"), fullPage: true });
  const taken = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出 CSV" }).click();
  expect((await taken).suggestedFilename()).toBe("deeds.csv");
});

test("whoever has customers reads who looked at them", async ({ page }) => {
  await signInAs(page, "陈立");
  await page.goto("/account");
  await page.getByRole("link", { name: "谁看过我的客户" }).click();
  await expect(page.getByRole("heading", { name: "谁看过我的客户" })).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("accesses.png"), fullPage: true });
});
