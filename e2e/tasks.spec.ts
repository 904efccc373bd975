import { expect, looksRight, signInAs, test } from "./demo";

// One person's tasks of a kind: as many as the tab says.
async function openKind(page: import("@playwright/test").Page, kind: string) {
  await page.goto("/tasks");
  const tab = page.getByRole("navigation", { name: "按种类看" }).getByRole("link", { name: new RegExp(`^${kind} \\d`) });
  const count = Number((await tab.textContent())?.replace(/\D/g, ""));
  await tab.click();
  await expect(page.locator("main .lines > li")).toHaveCount(count);
  return count;
}

test("what waits for review is looked at, returned, passed in one go, and goes on to the second step", async ({ page, browser, demo }) => {
  await signInAs(page, "陶昕");
  await page.getByRole("navigation", { name: "去哪里" }).getByRole("link", { name: /待办/ }).click();
  const badge = page.locator('[data-counted="1"]');
  await expect(page.getByRole("link", { name: `全部 ${await badge.textContent()}` })).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("tasks.png"), fullPage: true });

  // The first by itself: what was found, who else came, what each answer does; returned with a word.
  const count = await openKind(page, "报备审核");
  expect(count).toBeGreaterThan(1);
  await page.getByRole("link", { name: "去处理" }).first().click();
  await expect(page.getByRole("heading", { name: "每种决定会怎样" })).toBeVisible();
  await expect(page.getByText(/补正期间保留排队位置/)).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("review.png"), fullPage: true });
  await page.getByLabel("退回补正").check();
  await page.getByLabel("理由").fill("复印件看不清，请重拍");
  await page.getByRole("button", { name: "先看看会怎样" }).click();
  await looksRight(page);
  await page.getByRole("button", { name: "确认，就这样决定" }).click();
  await expect(page.getByRole("region", { name: "经过" })).toBeVisible();

  // The rest in one go; each says what came of it.
  const rest = await openKind(page, "报备审核");
  expect(rest).toBe(count - 1);
  for (const box of await page.locator("main").getByRole("checkbox").all()) await box.check();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("bulk.png"), fullPage: true });
  await page.getByRole("button", { name: "通过选中的" }).click();
  await expect(page.getByText(`选中 ${rest} 件，办成 ${rest} 件。`)).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("outcomes.png"), fullPage: true });
  await page.getByRole("link", { name: "返回待办" }).click();
  await expect(page.getByText("这一类没有等您办的事。")).toBeVisible();

  // The second step is another's; whoever filed has none of it.
  const context = await browser.newContext({ baseURL: demo, locale: "zh-CN", viewport: page.viewportSize() });
  const second = await context.newPage();
  await signInAs(second, "庞越");
  expect(await openKind(second, "报备审核")).toBeGreaterThanOrEqual(rest);
  await context.close();
  const filer = await (await browser.newContext({ baseURL: demo, locale: "zh-CN", viewport: page.viewportSize() })).newPage();
  await signInAs(filer, "武钧");
  await filer.goto("/tasks");
  await expect(filer.getByText("报备审核")).toHaveCount(0);
  await looksRight(filer);
  await filer.screenshot({ path: test.info().outputPath("filer.png"), fullPage: true });
  await filer.context().close();
});
