// A new machine: the backup of the company that was takes the place of an empty one, in the browser.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { looksRight } from "./demo";
import { baobei, codeNow, picture, serve, setUp, signIn } from "./serve";

test("a backup with its keys takes the place of a new company, and a damaged one or a wrong key changes nothing", async ({ page }) => {
  test.slow();
  const folder = mkdtempSync(join(tmpdir(), "baobei-restore-"));
  const [former, copy] = [join(folder, "former"), join(folder, "copy.sqlite3")];
  const before = await serve(former, "云栖地产");
  await setUp(page, before.link, "安如山", "anrushan");
  await signIn(page, "anrushan");
  const secret = (await page.locator(".secret").textContent())!;
  await page.getByLabel("验证码").fill(codeNow(secret));
  await page.getByRole("button", { name: "完成设置" }).click();
  await expect(page.getByRole("heading", { name: /备用码/ })).toBeVisible();
  const finished = Date.now();
  await before.stop();
  execFileSync(baobei, ["backup", "--data", former, copy]);
  const damaged = join(folder, "damaged.sqlite3");
  execFileSync(baobei, ["backup", "--data", former, damaged]);
  truncateSync(damaged, 40_960);

  const after = await serve(join(folder, "new"), "公司");
  await page.goto(after.link);
  await page.getByRole("link", { name: "从备份恢复" }).click();
  await expect(page.getByRole("heading", { name: "从备份恢复" })).toBeVisible();
  await looksRight(page);
  await picture(page, "restore");
  const keys = ["log", "key-encryption", "index"].map((key) => join(former, "keys", `${key}.key`));
  const bring = async (file: string, brought: string[]) => {
    await page.getByLabel("备份文件").setInputFiles(file);
    await page.getByLabel("密钥文件").setInputFiles(brought);
    await page.getByRole("button", { name: "检查并恢复" }).click();
  };
  const alert = page.getByRole("alert");
  await bring(copy, []);
  await expect(alert).toContainText("不是做这份备份时的密钥");
  await looksRight(page);
  await picture(page, "other-key");
  await bring(damaged, keys);
  await expect(alert).toContainText("损坏");
  await bring(copy, keys.slice(0, 2));
  await expect(alert).toContainText("index.key 不是做这份备份时的密钥");
  await bring(copy, keys);
  await expect(page.getByRole("heading", { name: "已恢复" })).toBeVisible();
  await looksRight(page);
  await picture(page, "restored");

  // The program goes on with it by itself, and prints no other link.
  await expect.poll(() => after.said()).toMatch(/已有数据，\d+ 条记录/);
  await page.getByRole("link", { name: "去登录" }).click();
  await signIn(page, "anrushan");
  await expect(page.getByRole("heading", { name: /验证码/ })).toBeVisible();
  // A code counts once.
  await page.waitForTimeout(Math.max(0, 30_000 - (Date.now() - finished)));
  await page.getByLabel("验证码").fill(codeNow(secret));
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("heading", { name: "开始之前" })).toBeVisible();
  await page.goto(after.link);
  await expect(page.getByText("链接", { exact: false }).first()).toBeVisible();
  expect(after.said().match(/set-up\//g), "no other set-up").toHaveLength(1);
  await after.stop();
  rmSync(folder, { recursive: true });
});
