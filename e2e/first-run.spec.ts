// A company's first morning: from the link that `baobei serve` prints in an empty folder to a first registration.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "@playwright/test";
import { looksRight } from "./demo";
import { addPerson, choosePassword, picture, serve, setUp, signIn, signInWithPhone, step } from "./serve";

const test = base.extend<{ setUpLink: string }>({
  setUpLink: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "baobei-first-"));
    const program = await serve(join(folder, "data"), "云栖地产");
    await use(program.link);
    await program.stop();
    rmSync(folder, { recursive: true });
  },
});

test("a company is set up from nothing, and its first salesperson registers a customer", async ({ page, browser, setUpLink }) => {
  test.slow();
  const home = new URL("/", setUpLink).href;
  const other = async () => (await browser.newContext({ locale: "zh-CN", baseURL: home })).newPage();

  await setUp(page, setUpLink, "安如山", "anrushan");
  await signInWithPhone(page, "anrushan");
  await looksRight(page);
  await picture(page, "first-steps");
  await expect(step(page, "添加门店、部门和班组")).toContainText("由系统管理员做");
  await step(page, "添加系统管理员").getByRole("link").click();
  const link = await addPerson(page, "何以为", "heyiwei", "系统管理员");

  const system = await other();
  await choosePassword(system, link, "heyiwei");
  await signInWithPhone(system, "heyiwei");
  await expect(step(system, "添加系统管理员")).toContainText("已做");
  await step(system, "添加门店、部门和班组").getByRole("link").click();
  await looksRight(system);
  await picture(system, "organisation-empty");
  await system.getByLabel("单位名称").fill("江岸案场");
  await system.getByLabel("类型").selectOption("门店");
  await system.getByRole("button", { name: "添加", exact: true }).click();
  await expect(system.getByRole("main")).toContainText("江岸案场");
  await system.goto("/");
  await step(system, "选定制度").getByRole("link").click();
  await looksRight(system);
  await picture(system, "regulations");
  const first = "案场客户报备与业务仲裁制度";
  await expect(system.getByLabel("哪一部").locator("option", { hasText: first }), "what it has is not offered").toHaveCount(0);
  await system.getByRole("button", { name: "归到这部制度" }).click();
  await system.goto("/");
  await expect(step(system, "选定制度")).toContainText("已做");

  await page.goto(home);
  await step(page, "添加销售").getByRole("link").click();
  const own = await addPerson(page, "陈小满", "chenxiaoman", "销售", "江岸案场");
  await page.goto(`${home}first-steps`);
  await expect(page.getByRole("heading", { name: "消息" }), "nothing is left to do first").toBeVisible();

  const salesperson = await other();
  await choosePassword(salesperson, own, "chenxiaoman");
  await signIn(salesperson, "chenxiaoman");
  await looksRight(salesperson);
  await picture(salesperson, "today-first");
  await salesperson.getByRole("link", { name: "报备新客户" }).click();
  await looksRight(salesperson);
  await picture(salesperson, "register-first");
  await salesperson.getByLabel("客户姓名").fill("温折桂");
  await salesperson.getByLabel("手机号").fill("13900088001");
  await salesperson.getByLabel("客户现在就在现场").check();
  await salesperson.getByRole("button", { name: "提交报备" }).click();
  await expect(salesperson.getByRole("heading", { name: "报备已登记" })).toBeVisible();
  await picture(salesperson, "receipt-first");
});
