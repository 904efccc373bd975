// What is done in every customer's life, by the pages' own words: registering, acting on the case, reading its ruling
// and the credit it brings.
import { type Page } from "@playwright/test";
import { expect, looksRight, test } from "./demo";

// What people write, by field; "有" into all else that is needed.
const written: Record<string, string> = {
  age: "38",
  id_number: "11010519491231002X",
  credit_code: "91350100M000100Y43",
  tax_number: "91350100M000100Y43",
  signed_on: "2026-01-05",
  licence_until: "2031-12-31",
};

export type Form = {
  // Its name on the page.
  regulation: string;
  name: string;
  phone: string;
  // More values, by field.
  more?: Record<string, string>;
  kind?: string;
  region?: string;
  // The customer stands here.
  onSite?: boolean;
  // What is forgotten at first, and the clause that asks for it.
  forgets?: string;
  clause?: string;
};

// Numbers of a project's own: both projects may be served by one demo.
export const isPhone = () => test.info().project.name === "phone";
export const phoneNumber = (last: number) => `1390006${String(last + (isPhone() ? 5000 : 0)).padStart(4, "0")}`;

// Fills in what the form needs but for what is forgotten, and sends it.
export async function send(page: Page, form: Form) {
  await page.goto("/registrations/new");
  await expect(page.getByText(form.regulation)).toBeVisible();
  // How long data is kept is a number of days.
  await expect(page.locator("main")).not.toContainText(/结案后保存 \D/);
  await looksRight(page);
  if (form.kind) await page.getByLabel("客户类型").selectOption({ label: form.kind });
  if (form.region) await page.getByLabel("客户或项目所在区划").fill(form.region);
  // What is asked of few stands behind a fold.
  const rest = page.locator("details", { has: page.locator("input[id^=field-]") }).locator("summary");
  if (form.more && (await rest.count()) > 0) await rest.first().click();
  const values: Record<string, string> = { ...written, name: form.name, full_name: form.name, phone: form.phone, contact: form.phone, ...form.more };
  for (const input of await page.locator("input[id^=field-]:not([type=checkbox])").all()) {
    const name = ((await input.getAttribute("id")) ?? "").replace("field-", "");
    const isNeeded = (await input.getAttribute("required")) !== null;
    const isGiven = form.more?.[name] !== undefined || name === "phone" || (name === "id_number" && form.kind === "个人");
    if (isNeeded || (isGiven && (await input.isVisible()))) await input.fill(values[name] ?? "有");
  }
  for (const box of await page.getByRole("checkbox").all()) {
    const label = (await box.locator("xpath=..").textContent()) ?? "";
    const isForgotten = form.forgets !== undefined && label.includes(form.forgets);
    const isOnSite = label.includes("现场") && form.onSite === true;
    const isConsent = (await box.getAttribute("name")) === "consent" && (await box.getAttribute("value")) === "registration";
    const isWanted = label.includes("*") || isOnSite || isConsent || (label.includes("个人时必填") && form.kind === "个人");
    if (isWanted && !isForgotten) await box.check();
  }
  await page.getByRole("button", { name: "提交报备" }).click();
}

// Registers, is refused for what is forgotten, and tells the address of the case.
export async function register(page: Page, form: Form): Promise<string> {
  await send(page, form);
  if (form.forgets) {
    await expect(page.getByRole("alert")).toContainText(form.clause ?? "");
    await looksRight(page);
    await page.getByRole("checkbox", { name: new RegExp(form.forgets) }).first().check();
    await page.getByRole("button", { name: "提交报备" }).click();
  }
  await expect(page.getByRole("heading", { name: "报备已登记" })).toBeVisible();
  await looksRight(page);
  await page.getByRole("link", { name: /案卷/ }).click();
  await expect(page.locator(".timeline-of-case > li").first()).toBeVisible();
  return new URL(page.url()).pathname;
}

// Answers by the label of what asks: a text, or part of what is chosen; `true` ticks.
export type Answers = Record<string, string | true>;

export async function fillIn(page: Page, answers: Answers) {
  const form = page.getByRole("main");
  for (const [label, answer] of Object.entries(answers)) {
    const field = form.getByLabel(label, { exact: true });
    if (answer === true) {
      await field.check();
    } else if ((await field.evaluate((element) => element.tagName)) === "SECTION") {
      // What the form depends on is chosen before it.
      await field.getByRole("link", { name: answer, exact: true }).click();
    } else if ((await field.evaluate((element) => element.tagName)) === "SELECT") {
      const option = field.locator("option", { hasText: answer }).last();
      await field.selectOption((await option.getAttribute("value")) ?? "");
    } else {
      await field.fill(answer);
    }
  }
}

// Fills in an act's small page and does it; a decision is looked at first.
export async function carryOut(page: Page, answers: Answers = {}) {
  const act = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  await fillIn(page, answers);
  await looksRight(page);
  const look = page.getByRole("button", { name: "先看看会怎样" });
  if (await look.isVisible()) {
    await look.click();
    await expect(page.getByRole("heading", { name: "这样决定以后" })).toBeVisible();
    await looksRight(page);
    await page.getByRole("button", { name: "确认，就这样决定" }).click();
  } else {
    await page.getByRole("main").getByRole("button", { name: act.trim(), exact: true }).click();
  }
  await expect(page.getByRole("region", { name: "经过" })).toBeVisible();
}

// Does something with a case, from its page.
export async function act(page: Page, address: string, name: string, answers: Answers = {}) {
  await page.goto(address);
  await page.getByRole("region", { name: "可以做的" }).getByRole("link", { name, exact: true }).click();
  await carryOut(page, answers);
}

// Opens what waits for somebody in a case, from the list of their tasks of a kind.
export async function openTask(page: Page, address: string, kind: string) {
  await page.goto("/tasks");
  const kinds = page.getByRole("navigation", { name: "按种类看" });
  if (await kinds.isVisible()) await kinds.getByRole("link", { name: new RegExp(`^${kind} \\d`) }).click();
  const line = page.getByRole("main").getByRole("listitem").filter({ has: page.locator(`a[href="${address}"]`) });
  await line.getByRole("link", { name: "去处理" }).click();
}

// The ruling of a case, as its page tells it first.
export async function rulingSays(page: Page, address: string, ...texts: string[]) {
  await page.goto(address);
  for (const text of texts) await expect(page.locator("#verdict")).toContainText(text, { timeout: 5_000 });
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath(`ruling${address.replaceAll("/", "-")}.png`), fullPage: true });
}

// What a deal brought, on the page of credit: one's own, or that of the unit one leads.
export async function creditSays(page: Page, address: string, whose: "我的" | "单位", ...texts: string[]) {
  await page.goto("/credit");
  if (whose === "单位") await page.getByRole("navigation", { name: "谁的业绩" }).getByRole("link").nth(1).click();
  const line = page.locator("main tr").filter({ has: page.locator(`a[href="${address}"]`) });
  // A journey across the end of a month.
  if ((await line.count()) === 0) await page.getByRole("link", { name: "上个月" }).click();
  for (const text of texts) await expect(line).toContainText(text, { timeout: 5_000 });
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath(`credit${address.replaceAll("/", "-")}.png`), fullPage: true });
}
