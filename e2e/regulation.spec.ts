import { expect, looksRight, signInAs, test } from "./demo";

test("a salesperson is asked to sign for the regulation, reads what a clause does, and signs", async ({ page }) => {
  await signInAs(page, "陈立");
  const isUnsigned = page.getByText("请阅读并签收");
  if (await isUnsigned.count()) {
    await page.getByRole("link", { name: "打开阅读" }).click();
  } else {
    await page.goto("/regulation");
  }
  const clause = page.getByRole("region", { name: "依据 三.4" });
  await clause.getByText("系统怎样执行").click();
  await expect(clause.getByText("30 天")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath(`regulation-${test.info().project.name}.png`), animations: "disabled" });
  await clause.screenshot({ path: test.info().outputPath(`clause-${test.info().project.name}.png`) });
  if (await page.getByRole("button", { name: "我已阅读，签收" }).count()) {
    await page.getByRole("button", { name: "我已阅读，签收" }).click();
  }
  await expect(page.getByText(/20\d\d-.* 签收/).first()).toBeVisible();
  await clause.getByRole("link", { name: /看 \d+ 个示例/ }).click();
  const example = page.locator("details", { has: page.getByText("三十天内他人登记为撞单并记恶意抢单") });
  await example.locator("summary").click();
  await expect(example.getByText("2026-03-01 10:10 张 报备")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath(`examples-${test.info().project.name}.png`), animations: "disabled" });
});

test("who leads the team sees who has signed", async ({ page }) => {
  await signInAs(page, "程远");
  await page.goto("/regulation");
  await page.getByText(/签收情况/).click();
  await expect(page.getByText("未签收").first()).toBeVisible();
  await looksRight(page);
});
