// One demo company for all tests of a worker, started as people start it; each test signs in as who it needs.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

type Started = { url: string; stop: () => Promise<void> };

async function started(folder: string, address = "127.0.0.1:0", daysLater = 0, variables: Record<string, string> = {}): Promise<Started> {
  const baobei = process.env.BAOBEI ?? "../target/debug/baobei";
  const words = ["demo", "--data", folder, "--address", address, "--days-later", String(daysLater)];
  const program = spawn(baobei, words, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...variables } });
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

// A demo company: where it is, and how its clock is moved on.
type Demo = { url: string; daysLater: (days: number) => Promise<void> };

async function lent(use: (demo: Demo) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), "baobei-e2e-"));
  const data = join(folder, "demo");
  let program = await started(data);
  const url = program.url;
  const daysLater = async (days: number) => {
    await program.stop();
    program = await started(data, new URL(url).host, days);
  };
  await use({ url, daysLater });
  await program.stop();
  rmSync(folder, { recursive: true });
}

// One started with these variables, for as long as it is used.
export async function demoWith(variables: Record<string, string>, use: (url: string) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), "baobei-e2e-"));
  const program = await started(join(folder, "demo"), undefined, undefined, variables);
  await use(program.url);
  await program.stop();
  rmSync(folder, { recursive: true });
}

export const test = base.extend<{ strict: void; own: Demo }, { demo: string }>({
  demo: [async ({}, use) => lent(({ url }) => use(url)), { scope: "worker", timeout: 120_000 }],
  // For tests that move the clock on.
  own: async ({}, use) => lent(use),
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

// Clicks somebody's card, and enters the code where the role asks for one. A code counts once: whoever signed in a
// moment ago waits for the next.
export async function signInAs(page: Page, name: string) {
  const code = page.getByText("演示：手机验证器现在显示").getByRole("strong");
  const inside = page.getByRole("navigation", { name: "去哪里" });
  let tried = "";
  await expect(async () => {
    await page.goto("/sign-in");
    await (await cardOf(page, name)).click();
    await expect(inside.or(code)).toBeVisible();
    if (await inside.isVisible()) return;
    const shown = (await code.textContent()) ?? "";
    expect(shown, "a code that was not tried yet").not.toBe(tried);
    tried = shown;
    await page.getByLabel("验证码").fill(shown);
    await page.getByRole("button", { name: "登录" }).click();
    await expect(inside.or(page.getByRole("alert"))).toBeVisible();
    await expect(inside).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000, intervals: [3_000] });
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
    // What stands beside each other at the bottom of a phone keeps apart, and within its own place.
    const labels = [...document.querySelectorAll(".places > ul > li > a > span:not(.badge), .places > ul > li > details > summary > span")]
      .filter((element) => element.getClientRects().length > 0)
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }));
    const touching = labels.filter(({ box }, place) => {
      const before = labels[place - 1]?.box;
      return before && before.top < box.bottom && box.top < before.bottom && box.left - before.right < 4;
    });
    return {
      small: small.map(name), narrow: narrow.map(name), touching: touching.map(({ text }) => text),
      overflow: document.documentElement.scrollWidth - innerWidth,
    };
  });
  expect(measured).toEqual({ small: [], narrow: [], touching: [], overflow: 0 });
}

export { expect };
