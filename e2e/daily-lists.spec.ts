import { expect, looksRight, signInAs, test } from "./demo";

// A day as the company's calendar has it, so many days ago.
const day = (ago: number) => new Date(Date.now() + 8 * 3_600_000 - ago * 86_400_000).toISOString().slice(0, 10);

test("the outlet confirms its list, and only the recipients read names and phones", async ({ page }) => {
  await signInAs(page, "费诺");
  // Twelve days ago 章驰 registered 江流石 here.
  await page.goto(`/daily-lists?day=${day(12)}`);
  await expect(page.getByRole("listitem").filter({ hasText: "东湖汽车店" })).toBeVisible();
  await expect(page.getByRole("main").getByText("南湖汽车店")).toHaveCount(0);
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("lists-of-the-outlet.png"), fullPage: true });
  await page.getByRole("link", { name: /东湖汽车店/ }).click();
  await expect(page.getByText("139****7002")).toBeVisible();
  await expect(page.getByText("13900007002")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "查看姓名和电话" })).toHaveCount(0);
  const confirm = page.getByRole("button", { name: /确认这 \d+ 条报备/ });
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("list-to-confirm.png"), fullPage: true });
  await confirm.click();
  await expect(page.getByRole("status").first()).toContainText("费诺");
  await expect(confirm).toHaveCount(0);
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("list-confirmed.png"), fullPage: true });

  await page.context().clearCookies();
  await signInAs(page, "关晓");
  await page.goto(`/daily-lists?day=${day(12)}`);
  await expect(page.getByRole("listitem").filter({ hasText: "南湖汽车店" })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("lists-of-the-recipient.png"), fullPage: true });
  await page.getByRole("link", { name: /东湖汽车店/ }).click();
  await expect(page.getByText("13900007002")).toHaveCount(0);
  await page.getByRole("button", { name: "查看姓名和电话" }).click();
  await expect(page.getByText("江流石 13900007002")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("list-in-clear.png"), fullPage: true });

  // Whoever sells has nothing to do with it.
  await page.context().clearCookies();
  await signInAs(page, "章驰");
  await page.goto(`/daily-lists?day=${day(12)}`);
  await expect(page.getByRole("heading", { name: "没有这个页面" })).toBeVisible();
});

test("whom the company names is seen by those who give roles, and set for the whole company", async ({ page }) => {
  await signInAs(page, "费诺");
  await page.goto("/named-people");
  await expect(page.getByRole("listitem").filter({ hasText: "另一指定收件人" })).toContainText("喻楠");
  await expect(page.getByRole("button", { name: "保存" })).toHaveCount(0);
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("named-people.png"), fullPage: true });
});
