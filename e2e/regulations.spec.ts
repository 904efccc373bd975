import { expect, looksRight, signInAs, test } from "./demo";

// A salesperson of each branch, the regulation the branch is under, and one of its clauses.
const branches = [
  ["陈立", "案场客户报备与业务仲裁制度", "三.4"],
  ["韩峥", "产品销售报备制度", "三.2"],
  ["邹安", "客户流程报备制度", "三.3"],
  ["蔡悠", "顾客报备制度", "第六条"],
  ["武钧", "客户资料报备制度", "第六条.3"],
  ["施蓉", "建材门店客户报备制度", "五.2"],
  ["章驰", "汽车门店客户报备制度", "三.5"],
  ["穆扬", "合同后客户备案制度", "第六条"],
  ["占祺", "新经销商报备制度", "二.3"],
] as const;

for (const [name, regulation, clause] of branches) {
  test(`${name} reads the ruling of a case and the regulation it rests on`, async ({ page }) => {
    test.slow();
    await signInAs(page, name);
    await page.goto("/customers");
    await page.getByRole("main").getByRole("link", { name: /案卷/ }).first().click();
    await expect(page.locator(".timeline-of-case > li").first()).toBeVisible();
    const cited = page.locator(".steps-of-ruling details").first();
    await cited.locator("summary").click();
    await expect(cited.locator(".clause")).not.toBeEmpty();
    await looksRight(page);
    await page.goto("/regulation");
    await expect(page.getByRole("heading", { name: regulation })).toBeVisible();
    await expect(page.getByRole("main")).toContainText(clause);
  });
}
