// `baobei serve` as an operator starts it, and how its first people come in.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import { looksRight } from "./demo";

export const baobei = process.env.BAOBEI ?? "../target/debug/baobei";

export type Served = { link: string; said: () => string; stop: () => Promise<void> };

type More = { words?: string[]; variables?: Record<string, string> };

// Starts it with the ledger in a folder. It ends when told to.
export async function serve(data: string, name: string, more: More = {}): Promise<Served> {
  const words = ["serve", "--data", data, "--address", "127.0.0.1:0", "--name", name, ...(more.words ?? [])];
  const env = { ...process.env, ...more.variables };
  const program = spawn(baobei, words, { stdio: ["ignore", "pipe", "inherit"], env });
  const ended = new Promise((resolve) => program.on("exit", resolve));
  let said = "";
  const link = await new Promise<string>((resolve, reject) => {
    program.stdout.on("data", (bytes) => {
      said += bytes;
      const found = said.match(/http:\S+\/set-up\/\S+/);
      if (found && said.includes("Ctrl+C")) resolve(found[0]);
    });
    ended.then(() => reject(new Error(`baobei serve ended: ${said}`)));
  });
  const stop = async () => {
    program.kill("SIGTERM");
    expect(await ended, "it ends when told to").toBe(0);
  };
  return { link, said: () => said, stop };
}

// The first person, by the link.
export async function setUp(page: Page, link: string, name: string, login: string) {
  await page.goto(link);
  await looksRight(page);
  await picture(page, "set-up");
  await page.getByLabel("姓名").fill(name);
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(password(login));
  await page.getByRole("button", { name: "完成设置，去登录" }).click();
}

// What a phone's authenticator shows for a secret (RFC 6238: SHA-1, 30 seconds, six digits).
export function codeNow(secret: string): string {
  const bits = [...secret.replace(/\s/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const from = mac[19] & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export const password = (login: string) => `${login} walks a lantern over seven rivers`;

export const picture = (page: Page, name: string) =>
  page.screenshot({ path: test.info().outputPath(`${name}-${test.info().project.name}.png`), fullPage: true, animations: "disabled" });

export async function signIn(page: Page, login: string) {
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(password(login));
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

// An administrator signs in for the first time: the second step is set up on the way.
export async function signInWithPhone(page: Page, login: string) {
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

// What stands in the steps before a company works, by its name.
export const step = (page: Page, name: string) => page.locator(".steps-of-ruling > li", { hasText: name });

// Adds somebody from the steps, and tells the link by which they choose their password.
export async function addPerson(page: Page, name: string, login: string, role: string, unit?: string): Promise<string> {
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

export async function choosePassword(page: Page, link: string, login: string) {
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "设置您的密码" })).toBeVisible();
  await looksRight(page);
  await picture(page, "choose-password");
  await page.getByLabel("新密码").fill(password(login));
  await page.getByRole("button", { name: "保存密码，去登录" }).click();
}
