// The pictures of the documents, each looked at by axe-core first. BAOBEI_UPDATE=1 writes them anew into docs/.
import { test, signInAs, looksRight, expect } from "./demo";

// What the documents show, and on what.
const shown = ["case-desk", "customers-desk", "registrations-phone", "sign-in-desk", "today-phone"];

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
