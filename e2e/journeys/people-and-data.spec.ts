// What happens beside the straight way: an appeal, a suspension, somebody leaving, the pool, consent taken back.
import { expect, looksRight, signInAs, test } from "../demo";
import { carryOut, isPhone, phoneNumber, register, rulingSays, send } from "../life";

const picture = (name: string) => ({ path: test.info().outputPath(`${name}.png`), fullPage: true });

test("a violation is heard, decided and appealed; whoever is suspended registers, quotes and signs nothing", async ({ page }) => {
  test.skip(isPhone(), "decided at a desk");
  await signInAs(page, "贺兰");
  await page.goto("/violations");
  await page.getByRole("listitem").filter({ hasText: "未报先销" }).getByRole("link", { name: "打开" }).first().click();
  const violation = new URL(page.url()).pathname;
  await looksRight(page);
  await page.getByRole("link", { name: "申辩" }).click();
  await carryOut(page, { 理由: "客户催得急" });

  await signInAs(page, "庞越");
  await page.goto(violation);
  await looksRight(page);
  await page.getByRole("link", { name: "审理违规" }).click();
  const later = new Date(Date.now() + 20 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await carryOut(page, { 成立: true, 暂停销售权限: true, "处理到哪天（含当日）": later, 理由: "复审前已经报价" });
  await page.goto(violation);
  await expect(page.getByText("暂停销售权限").first()).toBeVisible();
  await page.screenshot(picture("decided"));

  await signInAs(page, "贺兰");
  // Whoever is suspended is told so in words, with the clause, at each of the three doors.
  const told = page.getByText(/停权，不能报备、报价和签约/).first();
  await send(page, { regulation: "客户资料报备制度", name: "晏书遥", phone: phoneNumber(5), kind: "个人" });
  await expect(told, "registering").toBeVisible();
  await expect(page.getByRole("heading", { name: "报备已登记" })).toHaveCount(0);
  await looksRight(page);
  await page.screenshot(picture("suspended"));
  const address = violation.replace(/\/violations\/.*/, "");
  for (const door of ["quote", "contract"]) {
    await page.goto(`${address}/acts/${door}`);
    await expect(told, door).toBeVisible();
    await expect(page.getByRole("main").locator("form button"), door).toHaveCount(0);
  }
  await page.goto(violation);
  await page.getByRole("link", { name: "申诉" }).click();
  await carryOut(page, { 理由: "已取得部门口头同意" });
  await page.goto(violation);
  await expect(page.getByText("已有人申诉")).toBeVisible();
  await looksRight(page);
});

test("a consumer in the pool is claimed by a colleague", async ({ page }) => {
  test.skip(isPhone(), "there is one of them");
  await signInAs(page, "柏舟");
  await page.goto("/pool?list=open");
  await expect(page.getByText("认领之前看不到姓名和联系方式")).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("pool"));
  await page.getByRole("button", { name: /^认领/ }).first().click();
  await expect(page.locator("#verdict")).toContainText("归 柏舟");
  const address = new URL(page.url()).pathname;
  await page.goto("/pool?list=open");
  await expect(page.getByText("公海里没有客户")).toBeVisible();
  // Whoever had the consumer before sees that they are somebody else's.
  await signInAs(page, "蔡悠");
  await page.goto(address);
  await expect(page.locator("main")).toContainText("柏舟");
  await looksRight(page);
});

test("a consumer takes consent back: nobody holds them, and nothing personal is left", async ({ page }) => {
  test.skip(isPhone(), "done at a desk");
  await signInAs(page, "蔡悠");
  const phone = phoneNumber(20);
  const address = await register(page, { regulation: "顾客报备制度", name: "路听雨", phone });
  await signInAs(page, "符瑾");
  await page.getByRole("navigation", { name: "去哪里" }).getByRole("link", { name: "个人信息" }).click();
  await page.getByLabel("找一个人").fill(phone);
  await page.getByRole("button", { name: "查找" }).click();
  await page.getByRole("link", { name: /^打开/ }).click();
  await looksRight(page);
  await page.screenshot(picture("kept"));
  const withdrawal = page.getByRole("region", { name: "本人撤回同意" });
  await withdrawal.getByLabel("谁提出的、怎样核实是本人").fill("本人到店，核对身份证");
  await withdrawal.getByLabel(/我已核实/).check();
  await withdrawal.getByRole("button", { name: "撤回同意并删除" }).click();
  await expect(page.getByText("个人信息已应本人要求").first()).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("erased"));
  await rulingSays(page, address, "删除");
  await expect(page.locator("main")).not.toContainText(phone);
});
