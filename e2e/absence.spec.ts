import { expect, looksRight, signInAs, test } from "./demo";

test("whoever is away has a colleague review for them, and takes it back", async ({ page, browser, demo }) => {
  await signInAs(page, "陶昕");
  await page.goto("/account");
  await page.getByRole("link", { name: "不在时请人代办" }).click();
  await expect(page.getByText("还没有安排。")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("absence-empty.png"), fullPage: true });

  // An end that is over is told, and nothing typed is lost.
  await page.getByLabel("请谁代办").selectOption({ label: "庞越" });
  await page.getByLabel("到何时为止").fill("2020-01-01T09:00");
  await page.getByRole("button", { name: "请对方代办" }).click();
  await expect(page.getByRole("alert")).toContainText("到何时为止");
  await expect(page.getByLabel("请谁代办").locator("option:checked")).toHaveText("庞越");

  // Five days from what the page says is now.
  const until = await page.evaluate(() => new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 16));
  await page.getByLabel("到何时为止").fill(until);
  await page.getByRole("button", { name: "请对方代办" }).click();
  await expect(page.getByText("庞越 代您处理")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("absence.png"), fullPage: true });

  const context = await browser.newContext({ baseURL: demo, locale: "zh-CN", viewport: page.viewportSize() });
  const other = await context.newPage();
  await signInAs(other, "庞越");
  await other.goto("/tasks?kind=review");
  await expect(other.getByText("代 陶昕 处理").first()).toBeVisible();
  await looksRight(other);
  await other.screenshot({ path: test.info().outputPath("tasks-for.png"), fullPage: true });
  await other.goto("/notices");
  await expect(other.getByText("陶昕 不在时请您代为审核和决定")).toBeVisible();
  await other.screenshot({ path: test.info().outputPath("notice.png"), fullPage: true });
  await other.goto("/account/absence");
  await expect(other.getByText("您代 陶昕 处理")).toBeVisible();

  await page.getByRole("button", { name: "结束" }).click();
  await expect(page.getByText("还没有安排。")).toBeVisible();
  await other.goto("/tasks");
  await expect(other.getByText("代 陶昕 处理")).toHaveCount(0);
  await context.close();
});
