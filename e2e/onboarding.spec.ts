import { expect, looksRight, signInAs, test } from "./demo";
import { isPhone, openTask, phoneNumber, register } from "./life";

const picture = (name: string) => ({ path: test.info().outputPath(`${name}.png`), fullPage: true });

test("the back office files what all have signed, and the dealer becomes a unit with a person", async ({ page }) => {
  await signInAs(page, "闵慧");
  await page.getByRole("navigation", { name: "去哪里" }).getByRole("link", { name: "待办" }).click();
  await page.goto("/onboarding");
  const line = page.getByRole("main").getByRole("listitem");
  const filed = (await line.locator(".text-secondary").allTextContents()).map((text) => text.match(/\d{4}-\d\d-\d\d/)![0]);
  expect(filed, "the newest stand first").toEqual([...filed].sort().reverse());
  await looksRight(page);
  await page.screenshot(picture("list"));
  await line.filter({ hasText: "下一步：归档" }).first().getByRole("link").click();
  const steps = page.getByRole("region", { name: "审批顺序" });
  await expect(steps.getByText("已签")).toHaveCount(3);
  await expect(page.getByRole("region", { name: "归档清单" }).getByText("待确认")).not.toHaveCount(0);
  await looksRight(page);
  await page.screenshot(picture("application"));
  const application = page.url();
  await page.getByRole("region", { name: "现在可以做" }).getByRole("link", { name: "归档" }).click();
  for (const box of await page.getByRole("main").getByRole("checkbox").all()) await box.check();
  await looksRight(page);
  await page.screenshot(picture("archive"));
  await page.getByRole("main").getByRole("button", { name: "归档" }).click();
  await page.goto(application);
  await expect(page.getByText("归档确认，已准入")).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("admitted"));

  // Whoever makes units sees no application, but which one it is.
  const number = application.match(/\d+$/)![0];
  await page.context().clearCookies();
  await signInAs(page, "何云");
  await page.goto("/onboarding");
  await expect(page.getByText("凭案卷号向内勤要")).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("units"));
  await page.getByRole("link", { name: `开通经销商 案卷 ${number}` }).click();
  await expect(page.getByText(`案卷 ${number}`)).toBeVisible();
  await page.getByLabel("单位名称").fill("恩施经销商");
  await page.getByLabel("负责的地区").fill("恩施州某处");
  await page.getByLabel("姓名").fill("温自在");
  await page.getByLabel("登录名").fill("wenzizai");
  await page.getByRole("button", { name: "开通经销商" }).click();
  await expect(page.getByRole("alert")).toContainText("地区");
  await expect(page.getByLabel("单位名称"), "what was typed stays").toHaveValue("恩施经销商");
  await looksRight(page);
  await page.screenshot(picture("wrong"));
  await page.getByLabel("负责的地区").fill("422800");
  await page.getByRole("button", { name: "开通经销商" }).click();
  await expect(page.getByRole("heading", { name: "给 温自在 的链接" })).toBeVisible();
  await page.goto("/organisation");
  await expect(page.getByRole("main")).toContainText("恩施经销商");
  await page.goto("/onboarding");
  await expect(page.getByRole("link", { name: `案卷 ${number}` })).toHaveCount(0);
});

test("a dealer on the blacklist is told to whoever reviews, not to whoever applies, and is taken off with a reason", async ({ page }) => {
  const name = isPhone() ? "武汉云梯卫浴有限公司" : "武汉云栈卫浴有限公司";
  await signInAs(page, "闵慧");
  await page.goto("/onboarding");
  await page.getByRole("main").getByRole("link", { name: "经销商黑名单" }).click();
  await looksRight(page);
  await page.screenshot(picture("blacklist-empty"));
  await page.getByLabel("公司全称").fill(name);
  await page.getByLabel("统一社会信用代码").fill("123");
  await page.getByLabel("为什么列入").fill("拖欠货款");
  await page.getByRole("button", { name: "列入黑名单" }).click();
  await expect(page.getByRole("alert")).toContainText("统一社会信用代码");
  await expect(page.getByLabel("公司全称"), "what was typed stays").toHaveValue(name);
  await looksRight(page);
  await page.screenshot(picture("blacklist-wrong"));
  await page.getByLabel("统一社会信用代码").fill("");
  await page.getByRole("button", { name: "列入黑名单" }).click();
  const line = page.getByRole("main").getByRole("listitem").filter({ hasText: name });
  await expect(line).toContainText("拖欠货款");
  await expect(line).toContainText("闵慧");
  await looksRight(page);
  await page.screenshot(picture("blacklist"));

  // It stops no application, and whoever applies sees nothing of it.
  await signInAs(page, "占祺");
  const code = isPhone() ? "91420106MA90300269" : "91420106MA90300344";
  const address = await register(page, { regulation: "新经销商报备制度", name, phone: phoneNumber(11), more: { credit_code: code, tax_number: code } });
  // The clauses speak of one; nothing says that this dealer is on it.
  await expect(page.getByRole("main")).not.toContainText("：在黑名单");
  const application = address.replace("cases", "onboarding");
  await page.goto(application);
  await expect(page.getByRole("main")).not.toContainText("黑名单");
  const refused = await page.goto("/blacklist");
  expect(refused?.status()).toBe(403);

  await signInAs(page, "闵慧");
  await openTask(page, address, "报备审核");
  await expect(page.getByRole("complementary")).toContainText("在黑名单");
  await looksRight(page);
  await page.screenshot(picture("blacklisted-beside"));
  await page.goto(application);
  await expect(page.getByRole("alert")).toContainText("黑名单");
  await looksRight(page);
  await page.screenshot(picture("blacklisted"));
  await page.goto("/blacklist");
  await line.getByText("移出黑名单").first().click();
  await line.getByLabel("为什么移出").fill("已结清");
  await looksRight(page);
  await line.getByRole("button", { name: "移出黑名单" }).click();
  await expect(line).toHaveCount(0);
  await page.getByRole("link", { name: "已移出的" }).click();
  await expect(line).toContainText("已结清");
  await looksRight(page);
  await page.screenshot(picture("blacklist-off"));
});
