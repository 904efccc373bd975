// A company's first morning: from the link that `baobei serve` prints in an empty folder to a first registration.
import { spawn, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base, type Page } from "@playwright/test";
import { looksRight } from "./demo";

const test = base.extend<{ setUpLink: string }>({
  setUpLink: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "baobei-first-"));
    const baobei = process.env.BAOBEI ?? "../target/debug/baobei";
    const serve = ["serve", "--data", join(folder, "data"), "--address", "127.0.0.1:0", "--name", "云栖地产"];
    const program = spawn(baobei, serve, { stdio: ["ignore", "pipe", "inherit"] });
    await use(await printedLink(program));
    const ended = new Promise((resolve) => program.on("exit", resolve));
    program.kill("SIGTERM");
    expect(await ended, "it ends when told to").toBe(0);
    rmSync(folder, { recursive: true });
  },
});

async function printedLink(program: ChildProcess): Promise<string> {
  let said = "";
  for await (const bytes of program.stdout!) {
    said += bytes;
    const found = said.match(/http:\S+\/set-up\/\S+/);
    if (found && said.includes("Ctrl+C")) return found[0];
  }
  throw new Error(`baobei serve ended: ${said}`);
}

// What a phone's authenticator shows for a secret (RFC 6238: SHA-1, 30 seconds, six digits).
function codeNow(secret: string): string {
  const bits = [...secret.replace(/\s/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const from = mac[19] & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const password = (login: string) => `${login} walks a lantern over seven rivers`;

const picture = (page: Page, name: string) =>
  page.screenshot({ path: test.info().outputPath(`${name}-${test.info().project.name}.png`), fullPage: true, animations: "disabled" });

async function signIn(page: Page, login: string) {
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(password(login));
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

// An administrator signs in for the first time: the second step is set up on the way.
async function signInWithPhone(page: Page, login: string) {
  await signIn(page, login);
  await expect(page.getByRole("heading", { name: "设置两步验证" })).toBeVisible();
  await looksRight(page);
  await picture(page, "second-factor");
  await page.getByLabel("验证码").fill(codeNow((await page.locator(".secret").textContent())!));
  await page.getByRole("button", { name: "完成设置" }).click();
  await expect(page.getByRole("heading", { name: /备用码/ })).toBeVisible();
  await looksRight(page);
  await picture(page, "recovery-codes");
  await page.getByRole("link", { name: "已收好，继续" }).click();
  await expect(page.getByRole("heading", { name: "开始之前" })).toBeVisible();
}

const step = (page: Page, name: string) => page.locator(".steps-of-ruling > li", { hasText: name });

// Adds somebody from the steps, and tells the link by which they choose their password.
async function addPerson(page: Page, name: string, login: string, role: string, unit?: string): Promise<string> {
  await page.getByLabel("姓名").fill(name);
  if (unit) await page.getByLabel("单位", { exact: true }).selectOption({ label: unit });
  await page.getByLabel("角色", { exact: true }).selectOption(role);
  await page.getByLabel("登录名").fill(login);
  await looksRight(page);
  await picture(page, "person-new");
  await page.getByRole("button", { name: "添加", exact: true }).click();
  await expect(page.getByRole("heading", { name: `给 ${name} 的链接` })).toBeVisible();
  await looksRight(page);
  await picture(page, "link");
  return (await page.locator(".secret").textContent())!.trim();
}

async function choosePassword(page: Page, link: string, login: string) {
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "设置您的密码" })).toBeVisible();
  await looksRight(page);
  await picture(page, "choose-password");
  await page.getByLabel("新密码").fill(password(login));
  await page.getByRole("button", { name: "保存密码，去登录" }).click();
}

test("a company is set up from nothing, and its first salesperson registers a customer", async ({ page, browser, setUpLink }) => {
  test.slow();
  const home = new URL("/", setUpLink).href;
  const other = async () => (await browser.newContext({ locale: "zh-CN", baseURL: home })).newPage();

  await page.goto(setUpLink);
  await looksRight(page);
  await picture(page, "set-up");
  await page.getByLabel("姓名").fill("安如山");
  await page.getByLabel("登录名").fill("anrushan");
  await page.getByLabel("密码").fill(password("anrushan"));
  await page.getByRole("button", { name: "完成设置，去登录" }).click();
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
