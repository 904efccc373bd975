// From the first contact to the final ruling where something else than a contract ends it (7 to 9): a delivery with its
// window for disputes, a filing after the contract, the admission of a dealer.
import { expect, looksRight, signInAs, test } from "../demo";
import { act, carryOut, creditSays, fillIn, isPhone, openTask, phoneNumber, register, rulingSays } from "../life";

test.describe("with a clock that goes on", () => {
  test.use({ baseURL: async ({ own }, use) => use(own.url) });

  test("car dealer: cards, delivered by another, disputed, ruled when the window has closed, with a fee", async ({ page, own }) => {
    test.slow();
    const phone = phoneNumber(7);
    await signInAs(page, "章驰");
    const address = await register(page, { regulation: "汽车门店客户报备制度", name: "晏书遥", phone, onSite: true });
    await act(page, address, "记录其他事项", { 记录什么: "B 卡" });
    await act(page, address, "定级", { 定为哪一级: "B 级" });
    await signInAs(page, "费诺");
    await act(page, address, "签字", { 签什么: "B 卡", 谁的卡或记录: "章驰" });

    // Another day, another outlet hands the car over, and signs the card.
    await own.daysLater(1);
    await signInAs(page, "喻楠");
    await act(page, address, "录入交付", { "谁交付的（不选：您自己）": "邢洛" });
    await act(page, address, "录入发票", { 姓名: "晏书遥", 电话: phone });
    await signInAs(page, "邢洛");
    await act(page, address, "签字", { 签什么: "B 卡", 谁的卡或记录: "章驰" });
    await signInAs(page, "章驰");
    await act(page, address, "提出争议", { 理由: "我先接待，跟踪齐备" });
    await rulingSays(page, address, "还没有定", "主张期到");

    await own.daysLater(3);
    await signInAs(page, "凌川");
    await act(page, address, "裁定归属", { 裁给谁: "章驰", 理由: "资料和跟踪样样完备" });
    await act(page, address, "选定辅助费", { 谁的辅助费: "邢洛", "辅助费（元）": "100", 理由: "路远" });
    await signInAs(page, "章驰");
    await rulingSays(page, address, "章驰", "已经定案");
    await expect(page.locator("#verdict"), "a settled case is open to nobody").not.toContainText(/他人(可以取代|也可以报备)/);
    await creditSays(page, address, "我的", "章驰", "终局");
    await signInAs(page, "邢洛");
    await creditSays(page, address, "我的", "邢洛", "100.00", "终局");
  });
});

test("contract filing: filed after the contract, reviewed, archived", async ({ page }) => {
  test.skip(isPhone(), "the three most used ones");
  await signInAs(page, "穆扬");
  const address = await register(page, { regulation: "合同后客户备案制度", name: "武汉临江水务有限公司", phone: phoneNumber(8) });
  await signInAs(page, "昝宁");
  await openTask(page, address, "报备审核");
  await carryOut(page, { 通过: true });
  await act(page, address, "归档");
  await rulingSays(page, address, "穆扬", "已经定案");
  await signInAs(page, "穆扬");
  await creditSays(page, address, "我的", "穆扬", "终局");
});

test("dealer onboarding: three signatures in turn, filed, admitted", async ({ page }) => {
  test.skip(isPhone(), "the three most used ones");
  await signInAs(page, "占祺");
  const form = { regulation: "新经销商报备制度", name: "武汉临湖家居有限公司", phone: phoneNumber(9), forgets: "营业执照复印件", clause: "一.1" };
  const address = await register(page, form);
  const application = address.replace("cases", "onboarding");
  for (const signer of ["闵慧", "车恒", "沈砚"]) {
    await signInAs(page, signer);
    await page.goto(application);
    await looksRight(page);
    await page.getByRole("region", { name: "现在可以做" }).getByRole("link", { name: "审核" }).click();
    await carryOut(page, { 通过: true });
  }
  await signInAs(page, "闵慧");
  await page.goto(application);
  await expect(page.getByRole("region", { name: "审批顺序" }).getByText("已签")).toHaveCount(3);
  await page.getByRole("region", { name: "现在可以做" }).getByRole("link", { name: "归档" }).click();
  for (const box of await page.getByRole("main").getByRole("checkbox").all()) await box.check();
  await carryOut(page);
  await page.goto(application);
  await expect(page.getByText("归档确认，已准入")).toBeVisible();
  await looksRight(page);
  await rulingSays(page, address, "已办结");
  await expect(page.locator("#verdict"), "a dealer is nobody's to take").not.toContainText(/他人(可以取代|也可以报备)/);
});

test("dealer onboarding: what is changed after the last signature shows broken signatures, and all sign again", async ({ page }) => {
  test.skip(isPhone(), "the three most used ones");
  const code = "91420106MA9030011Q";
  await signInAs(page, "占祺");
  const address = await register(page, { regulation: "新经销商报备制度", name: "武汉南望百货有限公司", phone: phoneNumber(10), more: { credit_code: code, tax_number: code } });
  const application = address.replace("cases", "onboarding");
  for (const signer of ["闵慧", "车恒", "沈砚"]) {
    await signInAs(page, signer);
    await openTask(page, address, "报备审核");
    await carryOut(page, { 通过: true });
  }
  await signInAs(page, "占祺");
  await page.goto(address);
  await page.getByRole("region", { name: "可以做的" }).getByRole("link", { name: "更正、补正", exact: true }).click();
  await fillIn(page, { 更正哪条记录: "报备", 账号: "6222020000001111", 开户行: "汉水银行" });
  await page.getByRole("button", { name: "更正、补正" }).click();
  await expect(page.getByRole("status"), "told first what it does").toContainText("各级重签");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("warned.png"), fullPage: true });
  await page.getByLabel("我看过上面的提示，仍要照实录入").check();
  await page.getByRole("button", { name: "更正、补正" }).click();
  await expect(page.getByRole("region", { name: "经过" })).toBeVisible();
  for (const reader of ["占祺", "闵慧"]) {
    await signInAs(page, reader);
    await page.goto(application);
    await expect(page.getByRole("alert")).toContainText("校验失败");
    await expect(page.getByRole("region", { name: "各版差异" })).toContainText("有 → 汉水银行");
    const signatures = page.getByRole("region", { name: "签字记录" });
    await expect(signatures.getByText("不再作数")).toHaveCount(3);
    await expect(signatures.getByText(/之后改了：.*账号/).first()).toBeVisible();
    await looksRight(page);
  }
  await page.screenshot({ path: test.info().outputPath("broken.png"), fullPage: true });
  await page.goto("/onboarding");
  const line = page.getByRole("main").getByRole("listitem").filter({ has: page.locator(`a[href="${application}"]`) });
  await expect(line.getByText("签字失效", { exact: true })).toBeVisible();
  await expect(line).toContainText("下一步：审核申请（内勤）");

  // The back office takes it up again, and every level signs the version that there is now.
  for (const signer of ["闵慧", "车恒", "沈砚"]) {
    await signInAs(page, signer);
    await openTask(page, address, "报备审核");
    await expect(page.getByRole("region", { name: "各版差异" })).toContainText("有 → 汉水银行");
    await page.screenshot({ path: test.info().outputPath(`signed-again-${signer}.png`), fullPage: true });
    await carryOut(page, { 通过: true });
  }
  await page.goto(application);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "审批顺序" }).getByText("已签")).toHaveCount(3);
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("signed-again.png"), fullPage: true });
  await signInAs(page, "闵慧");
  await page.goto(application);
  await page.getByRole("region", { name: "现在可以做" }).getByRole("link", { name: "归档" }).click();
  for (const box of await page.getByRole("main").getByRole("checkbox").all()) await box.check();
  await carryOut(page);
  await page.goto(application);
  await expect(page.getByText("归档确认，已准入")).toBeVisible();

  // A change after that is rejected, and the dealer stays as all three signed.
  await signInAs(page, "占祺");
  await page.goto(address);
  await page.getByRole("region", { name: "可以做的" }).getByRole("link", { name: "更正、补正", exact: true }).click();
  await fillIn(page, { 更正哪条记录: "报备", 开户行: "长江银行" });
  await page.getByRole("button", { name: "更正、补正" }).click();
  await page.getByLabel("我看过上面的提示，仍要照实录入").check();
  await page.getByRole("button", { name: "更正、补正" }).click();
  await signInAs(page, "闵慧");
  await page.goto(application);
  await expect(page.getByRole("alert")).toContainText("驳回的只是这次改动");
  await page.getByRole("region", { name: "现在可以做" }).getByRole("link", { name: "审核" }).click();
  const form = page.getByRole("main");
  await expect(form.getByLabel("哪一步审核", { exact: true }).locator("option:checked"), "the reviewer's own step").toHaveText("内勤");
  await expect(form.getByLabel("哪份报备", { exact: true })).not.toHaveValue("");
  await page.screenshot({ path: test.info().outputPath("review.png"), fullPage: true });
  await carryOut(page, { 驳回: true, 理由: "账户不是本公司的" });
  await page.goto(application);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByText("归档确认，已准入")).toBeVisible();
  await expect(page.getByRole("region", { name: "各版差异" }).getByText("已驳回，不作数")).toHaveCount(1);
  await expect(page.getByRole("region", { name: "申请内容" })).toContainText("汉水银行");
  await expect(page.getByRole("region", { name: "申请内容" })).not.toContainText("长江银行");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("change-refused.png"), fullPage: true });
});
