// From the first contact to the final ruling and the credit, under the regulations where registering comes first and
// the deal follows (1 to 6): each person as themselves.
import { expect, looksRight, signInAs, test } from "../demo";
import { act, carryOut, creditSays, isPhone, openTask, phoneNumber, register, rulingSays } from "../life";

test("showroom: received, registered, kept, sold; the team has the deal", async ({ page }) => {
  const phone = phoneNumber(1);
  await signInAs(page, "周敏");
  await page.goto("/visits");
  await page.getByLabel("客户姓名").fill("晏书遥");
  await page.getByLabel("手机号").fill(phone);
  await page.getByLabel("谁带来的").selectOption({ label: "陈立" });
  await page.getByRole("button", { name: "记下到访" }).click();
  await expect(page.getByRole("status").first()).toContainText("已记下");
  await looksRight(page);

  await signInAs(page, "陈立");
  const form = { regulation: "案场客户报备与业务仲裁制度", name: "晏书遥", phone };
  const address = await register(page, form);
  await page.getByRole("button", { name: "跟进了，有效" }).click();
  await act(page, address, "录入成交", { "成交金额（元）": "1680000" });
  await rulingSays(page, address, "销售一组", "已经定案");

  await signInAs(page, "方哲");
  await creditSays(page, address, "单位", "销售一组", "1,680,000.00", "终局");
});

test("product sales: reviewed, given by marketing, sold; who followed up has the deal", async ({ page }) => {
  test.skip(isPhone(), "the three most used ones");
  await signInAs(page, "韩峥");
  const address = await register(page, { regulation: "产品销售报备制度", name: "晏书遥", phone: phoneNumber(2) });
  await signInAs(page, "俞青");
  await openTask(page, address, "报备审核");
  await carryOut(page, { 通过: true });
  await signInAs(page, "宋颖");
  await openTask(page, address, "分配");
  await carryOut(page, { 指派给谁: "韩峥", 理由: "首次接触" });
  await signInAs(page, "韩峥");
  await act(page, address, "录入成交", { "成交金额（元）": "86000.50" });
  await rulingSays(page, address, "韩峥", "已经定案");
  await creditSays(page, address, "我的", "韩峥", "86,000.50", "终局");
});

test("customer process: received by the service desk, assigned, called, sold, archived", async ({ page }) => {
  await signInAs(page, "江黎");
  const address = await register(page, { regulation: "客户流程报备制度", name: "晏书遥", phone: phoneNumber(3) });
  await signInAs(page, "卫澄");
  await openTask(page, address, "报备审核");
  await carryOut(page, { 通过: true });
  await openTask(page, address, "分配");
  await carryOut(page, { 指派给谁: "邹安", 理由: "负责该片区" });
  await signInAs(page, "邹安");
  await act(page, address, "记录联系");
  await act(page, address, "录入成交", { "成交金额（元）": "12800" });
  await rulingSays(page, address, "邹安", "已经定案");
  await act(page, address, "归档", { "结果(成交 / 流失 / 无效)": true });
  await rulingSays(page, address, "邹安", "已经定案");
  await creditSays(page, address, "我的", "邹安", "12,800.00", "终局");
});

test("consumers: with consent, registered, sold", async ({ page }) => {
  test.skip(isPhone(), "the three most used ones");
  await signInAs(page, "蔡悠");
  const form = { regulation: "顾客报备制度", name: "晏书遥", phone: phoneNumber(4), forgets: "同意", clause: "第六条" };
  const address = await register(page, form);
  await act(page, address, "录入成交", { "成交金额（元）": "8600" });
  await rulingSays(page, address, "蔡悠", "已经定案");
  await creditSays(page, address, "我的", "蔡悠", "8,600.00", "终局");
});

test("customer papers: two reviews, a quote, a contract", async ({ page }) => {
  test.skip(isPhone(), "the three most used ones");
  await signInAs(page, "武钧");
  const form = { regulation: "客户资料报备制度", name: "晏书遥", phone: phoneNumber(5), kind: "个人", forgets: "身份证复印件", clause: "第七条" };
  const address = await register(page, form);
  for (const reviewer of ["陶昕", "庞越"]) {
    await signInAs(page, reviewer);
    await openTask(page, address, "报备审核");
    await carryOut(page, { 通过: true });
  }
  await signInAs(page, "武钧");
  await act(page, address, "报价", { "报价（元）": "120000" });
  await page.getByRole("link", { name: "报价单" }).click();
  await looksRight(page);
  await act(page, address, "录入成交", { "成交金额（元）": "118000" });
  await rulingSays(page, address, "武钧", "已经定案");
  await creditSays(page, address, "我的", "武钧", "118,000.00", "终局");
});

test("building materials: another region's store asks first, is allowed, and has the deal", async ({ page }) => {
  test.skip(isPhone(), "the three most used ones");
  await signInAs(page, "谢晖");
  const form = { regulation: "建材门店客户报备制度", name: "晏书遥民宿", phone: phoneNumber(6), region: "420106" };
  const address = await register(page, form);
  await act(page, address, "提出申请", { 申请什么: "跨区", 理由: "总部在长沙" });
  await signInAs(page, "倪真");
  await openTask(page, address, "申请批复");
  await carryOut(page, { 同意: true });
  await signInAs(page, "谢晖");
  await act(page, address, "录入成交", { "成交金额（元）": "36000", "客户所在地区（六位区划代码）": "420106" });
  await rulingSays(page, address, "谢晖", "已经定案");
  await creditSays(page, address, "我的", "谢晖", "36,000.00", "终局");
});
