// The pictures of the documents, each looked at by axe-core first. BAOBEI_UPDATE=1 writes them anew into docs/.
import { test, signInAs, looksRight, expect } from "./demo";

// What the documents show, and on what.
const shown = [
  "case-desk", "credit-desk", "customers-desk", "dispute-desk", "identity-desk", "regulation-desk", "registrations-phone", "sign-in-desk",
  "tasks-desk", "today-phone", "visits-desk",
];

const keep = async (page: import("@playwright/test").Page, name: string) => {
  await looksRight(page);
  const file = `${name}-${test.info().project.name}`;
  const isForDocs = process.env.BAOBEI_UPDATE && shown.includes(file);
  const path = isForDocs ? `../docs/screens/${file}.png` : test.info().outputPath(`${file}.png`);
  const picture = await page.screenshot({ path, animations: "disabled" });
  expect(picture.length, "not an empty page").toBeGreaterThan(10_000);
};

test("pictures of the main pages", async ({ page }) => {
  await page.goto("/sign-in");
  await keep(page, "sign-in");
  await signInAs(page, "陈立");
  await keep(page, "today");
  for (const place of ["registrations/new", "customers", "notices", "regulation", "account"]) {
    await page.goto(`/${place}`);
    await keep(page, place.split("/")[0]);
  }
  await page.goto("/customers");
  await page.locator(".rows tr", { hasText: "江**" }).getByRole("link").first().click();
  await keep(page, "case");
  await page.goto("/visits");
  await keep(page, "visits");
});

test("pictures of what is decided, and of what it is worth", async ({ page }) => {
  await signInAs(page, "程远");
  await page.goto("/tasks");
  await keep(page, "tasks");
  await page.goto("/disputes");
  await page.getByRole("link", { name: "打开" }).first().click();
  await keep(page, "dispute");
  await page.goto("/credit");
  await page.getByRole("navigation", { name: "谁的业绩" }).getByRole("link").nth(1).click();
  await page.getByRole("link", { name: "上个月" }).click();
  await keep(page, "credit");
  await page.goto("/identity");
  await keep(page, "identities");
  await page.getByRole("main").locator("a[href^='/identity/']").first().click();
  await keep(page, "identity");
});
