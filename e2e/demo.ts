// One demo company for all tests of a worker, started as people start it; each test signs in as who it needs.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

async function started(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const baobei = process.env.BAOBEI ?? "../target/debug/baobei";
  const program = spawn(baobei, ["demo", "--data", folder, "--address", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => program.on("exit", resolve));
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    program.stdout.on("data", (bytes) => {
      said += bytes;
      const found = said.match(/http:\/\/[\d.:]+/);
      if (found && said.includes("Ctrl+C")) resolve(found[0]);
    });
    ended.then((code) => reject(new Error(`baobei demo ended with ${code}: ${said}`)));
  });
  const stop = async () => {
    program.kill("SIGTERM");
    expect(await ended, "it ends when told to").toBe(0);
  };
  return { url, stop };
}

export const test = base.extend<{ strict: void }, { demo: string }>({
  demo: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "baobei-e2e-"));
      const { url, stop } = await started(join(folder, "demo"));
      await use(url);
      await stop();
      rmSync(folder, { recursive: true });
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ demo }, use) => use(demo),
  // Nothing may be blocked by our own policy, and nothing may fail to load.
  strict: [
    async ({ page }, use) => {
      const problems: string[] = [];
      page.on("console", (message) => {
        if (/Content Security Policy|Refused to/.test(message.text())) problems.push(message.text());
      });
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("response", (response) => {
        if (response.url().includes("/assets/") && response.status() !== 200) problems.push(`${response.status()} ${response.url()}`);
      });
      await use();
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});

// Opens the branch somebody is of, and tells their card.
export async function cardOf(page: Page, name: string) {
  const branch = page.locator(".cast details", { has: page.locator("button.person", { hasText: name }) });
  if ((await branch.getAttribute("open")) === null) await branch.locator("summary").click();
  return branch.locator("button.person", { hasText: name });
}

// Clicks somebody's card, and shows the code where the role asks for one.
export async function signInAs(page: Page, name: string) {
  await page.goto("/sign-in");
  await (await cardOf(page, name)).click();
  const code = page.getByText("演示：手机验证器现在显示").getByRole("strong");
  if (page.url().includes("/sign-in/code")) {
    await page.getByLabel("验证码").fill((await code.textContent()) ?? "");
    await page.getByRole("button", { name: "登录" }).click();
  }
  await expect(page.getByRole("navigation", { name: "去哪里" })).toBeVisible();
}

// No serious finding, nothing too small for a finger or an eye, nothing wider than the screen.
export async function looksRight(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
  const measured = await page.evaluate(() => {
    const shown = [...document.querySelectorAll("main *, nav *, header *")].filter((element) => element.getClientRects().length > 0);
    const small = shown.filter((element) => {
      const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
      return text && parseFloat(getComputedStyle(element).fontSize) < 14;
    });
    const narrow = shown.filter((element) => element.matches("button, .btn, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select, textarea, nav a"))
      .filter((element) => element.getBoundingClientRect().height < 43.5);
    const name = (element: Element) => element.outerHTML.slice(0, 120);
    return { small: small.map(name), narrow: narrow.map(name), overflow: document.documentElement.scrollWidth - innerWidth };
  });
  expect(measured).toEqual({ small: [], narrow: [], overflow: 0 });
}

export { expect };
