import { expect, looksRight, signInAs, test } from "./demo";

test("selling before the approval is warned of, entered all the same, and stands in the deal", async ({ page }) => {
  await signInAs(page, "武钧");
  await page.goto("/customers");
  await page.locator(".rows tr", { hasText: "汪**" }).getByRole("link").first().click();
  const acts = page.getByRole("region", { name: "可以做的" });
  await expect(acts.getByRole("note").filter({ hasText: "报价可能算违规" })).toContainText("第六条.4");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("case.png"), fullPage: true });
  await acts.getByRole("link", { name: "报价", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("未报先销");
  await page.getByLabel("报价（元）").fill("12000");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("act.png"), fullPage: true });
  // Scripts off, or a form of its own: what was not read is not recorded.
  await page.locator("form[action$='/acts/quote']").evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await page.getByRole("button", { name: "报价", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("还没有记");
  await page.getByLabel("我看过上面的提示").check();
  await page.getByRole("button", { name: "报价", exact: true }).click();
  const deal = page.getByRole("region", { name: "成交", exact: true });
  await expect(deal).toContainText("¥12,000.00");
  await expect(deal).toContainText("报价人 武钧");
  await expect(deal).toContainText("录入前已提示可能违规");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("deal.png"), fullPage: true });
});
