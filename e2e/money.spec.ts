// Money, as those see it who sell and who lead: credit by month with its statement, and the ratio of a project.
import { test, signInAs, looksRight, expect } from "./demo";

test("credit of a branch by month, with what each unit made", async ({ page }) => {
  await signInAs(page, "程远");
  await page.goto("/credit");
  await page.getByRole("navigation", { name: "谁的业绩" }).getByRole("link").nth(1).click();
  await expect(page.getByRole("heading", { name: "各单位这个月" })).toBeVisible();
  await page.getByRole("link", { name: "上个月" }).click();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("credit.png"), fullPage: true });
});

test("one's own statement, to be printed", async ({ page }) => {
  await signInAs(page, "方哲");
  await page.goto("/credit");
  await page.getByRole("link", { name: "我的对账单" }).click();
  await expect(page.getByRole("heading", { name: "业绩对账单" })).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("statement.png"), fullPage: true });
});

test("a ratio is looked at before it is set", async ({ page }) => {
  await signInAs(page, "程远");
  await page.goto("/projects");
  await page.getByLabel("项目", { exact: true }).fill(`澄湖${test.info().project.name}`);
  await page.getByLabel("经理的份数").fill("60");
  await page.getByRole("button", { name: "看看会影响哪些成交" }).click();
  await looksRight(page);
  await page.getByRole("button", { name: "确定，就这样设定" }).click();
  await expect(page.getByText(`澄湖${test.info().project.name}`)).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("projects.png"), fullPage: true });
  await page.goto("/prices");
  await page.getByLabel("从表格里粘贴").fill("产品\t地区\t标价\t最低价\n瓷砖\t\t1200\t1000\n地板\t没有这个地方\t\t5\n");
  await page.getByRole("button", { name: "看看读得对不对" }).click();
  await expect(page.getByText("第 3 行：")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("prices.png"), fullPage: true });
});
