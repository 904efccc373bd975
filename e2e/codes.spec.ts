// Consent by a code to the customer's phone, sent by a program of the operator's.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { looksRight } from "./demo";
import { addPerson, choosePassword, picture, serve, setUp, signIn, signInWithPhone, step } from "./serve";

async function fillIn(page: Page, phone: string) {
  const values: Record<string, string> = { name: "温折桂", phone, age: "38" };
  for (const input of await page.locator("input[id^=field-][required]:not([type=checkbox])").all()) {
    const field = ((await input.getAttribute("id")) ?? "").replace("field-", "");
    await input.fill(values[field] ?? "有");
  }
}

test("a customer reads out the code that came to their phone, and the case says so", async ({ page, browser }) => {
  test.slow();
  const folder = mkdtempSync(join(tmpdir(), "baobei-codes-"));
  const sent = join(folder, "sent");
  const program = await serve(join(folder, "data"), "云栖净水", {
    words: ["--policy", "../policies/4-consumer"],
    variables: { BAOBEI_SMS_COMMAND: `cat > '${sent}'` },
  });
  const home = new URL("/", program.link).href;
  const other = async () => (await browser.newContext({ locale: "zh-CN", baseURL: home, viewport: page.viewportSize() })).newPage();
  await setUp(page, program.link, "安如山", "anrushan");
  await signInWithPhone(page, "anrushan");
  await step(page, "添加系统管理员").getByRole("link").click();
  const link = await addPerson(page, "何以为", "heyiwei", "系统管理员");
  const system = await other();
  await choosePassword(system, link, "heyiwei");
  await signInWithPhone(system, "heyiwei");
  await step(system, "添加门店、部门和班组").getByRole("link").click();
  await system.getByLabel("单位名称").fill("江岸店");
  await system.getByLabel("类型").selectOption("门店");
  await system.getByRole("button", { name: "添加", exact: true }).click();
  await expect(system.getByRole("main")).toContainText("江岸店");
  await page.goto(`${home}people/new`);
  const own = await addPerson(page, "陈小满", "chenxiaoman", "销售", "江岸店");
  const seller = await other();
  await choosePassword(seller, own, "chenxiaoman");
  await signIn(seller, "chenxiaoman");

  // The second step is no duty of this role.
  await seller.goto("/sign-in/second-factor?next=/account");
  await expect(seller.getByText("您的角色不要求两步验证")).toBeVisible();
  await looksRight(seller);
  await picture(seller, "second-factor-not-required");

  await seller.goto("/registrations/new");
  const button = seller.getByRole("button", { name: "发验证码给客户" });
  const answer = seller.locator("#code-answer");
  await button.click();
  await expect(answer).toContainText("11 位数字");
  await fillIn(seller, "13900088001");
  await seller.locator("#consent-registration").check();
  await button.click();
  await expect(answer).toContainText("已发到尾号 8001 的手机");
  await looksRight(seller);
  await picture(seller, "code-sent");
  await expect(seller.getByLabel("姓名")).toHaveValue("温折桂");
  const code: string = JSON.parse(readFileSync(sent, "utf8")).code;
  const field = seller.getByLabel("短信验证码");
  await field.fill(code === "123456" ? "654321" : "123456");
  // Enter sends the form, not another code.
  await field.press("Enter");
  await expect(seller.getByRole("alert")).toContainText("短信验证码不对");
  await looksRight(seller);
  await picture(seller, "code-wrong");
  await field.fill(code);
  await seller.getByRole("button", { name: "提交报备" }).last().click();
  await expect(seller.getByRole("heading", { name: "报备已登记" })).toBeVisible();
  await seller.getByRole("link", { name: /案卷/ }).click();
  const byCode = seller.locator(".timeline-of-case > li").filter({ hasText: "短信验证码同意" });
  await expect(byCode).toHaveCount(1);

  // Of somebody who ticked, another consent later: its code goes to the number in the case.
  await seller.goto("/registrations/new");
  await fillIn(seller, "13900088002");
  await seller.locator("#consent-registration").check();
  await seller.getByRole("button", { name: "提交报备" }).last().click();
  await seller.getByRole("link", { name: /案卷/ }).click();
  await expect(byCode).toHaveCount(0);
  const later = await seller.getByRole("link", { name: "登记客户同意" }).getAttribute("href");
  await seller.goto(later ?? "");
  await expect(seller.getByText("告知书（第 1 版）")).toBeVisible();
  await looksRight(seller);
  await picture(seller, "consent-later");
  await button.click();
  await expect(answer).toContainText("先选好客户同意的是哪一项");
  await seller.getByLabel("同意什么").selectOption("监护人");
  await button.click();
  await expect(answer).toContainText("已发到尾号 8002 的手机");
  await picture(seller, "consent-later-sent");
  const second: string = JSON.parse(readFileSync(sent, "utf8")).code;
  await field.fill(second === "123456" ? "654321" : "123456");
  await field.press("Enter");
  await expect(seller.getByRole("alert")).toContainText("还可以试 4 次");
  await looksRight(seller);
  await picture(seller, "consent-later-wrong");
  await field.fill(second);
  await field.press("Enter");
  await expect(byCode).toHaveCount(1);
  await program.stop();
  rmSync(folder, { recursive: true });
});
