import { expect, looksRight, signInAs, test } from "./demo";

const picture = (name: string) => ({ path: test.info().outputPath(`${name}.png`), fullPage: true });

test("the back office files what all have signed, and the dealer becomes a unit with a person", async ({ page }) => {
  await signInAs(page, "闵慧");
  await page.getByRole("navigation", { name: "去哪里" }).getByRole("link", { name: "待办" }).click();
  await page.goto("/onboarding");
  const line = page.getByRole("main").getByRole("listitem");
  const filed = (await line.locator(".text-secondary").allTextContents()).map((text) => text.match(/\d{4}-\d\d-\d\d/)![0]);
  expect(filed, "the newest stand first").toEqual([...filed].sort().reverse());
  await looksRight(page);
  await page.screenshot(picture("list"));
  await line.filter({ hasText: "下一步：归档" }).first().getByRole("link").click();
  const steps = page.getByRole("region", { name: "审批顺序" });
  await expect(steps.getByText("已签")).toHaveCount(3);
  await expect(page.getByRole("region", { name: "归档清单" }).getByText("待确认")).not.toHaveCount(0);
  await looksRight(page);
  await page.screenshot(picture("application"));
  const application = page.url();
  await page.getByRole("region", { name: "现在可以做" }).getByRole("link", { name: "归档" }).click();
  for (const box of await page.getByRole("main").getByRole("checkbox").all()) await box.check();
  await looksRight(page);
  await page.screenshot(picture("archive"));
  await page.getByRole("main").getByRole("button", { name: "归档" }).click();
  await page.goto(application);
  await expect(page.getByText("归档确认，已准入")).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("admitted"));

  // Whoever makes units sees no application, but which one it is.
  const number = application.match(/\d+$/)![0];
  await page.context().clearCookies();
  await signInAs(page, "何云");
  await page.goto("/onboarding");
  await expect(page.getByText("凭案卷号向内勤要")).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("units"));
  await page.getByRole("link", { name: `开通经销商 案卷 ${number}` }).click();
  await expect(page.getByText(`案卷 ${number}`)).toBeVisible();
  await page.getByLabel("单位名称").fill("恩施经销商");
  await page.getByLabel("负责的地区").fill("恩施州某处");
  await page.getByLabel("姓名").fill("温自在");
  await page.getByLabel("登录名").fill("wenzizai");
  await page.getByRole("button", { name: "开通经销商" }).click();
  await expect(page.getByRole("alert")).toContainText("地区");
  await expect(page.getByLabel("单位名称"), "what was typed stays").toHaveValue("恩施经销商");
  await looksRight(page);
  await page.screenshot(picture("wrong"));
  await page.getByLabel("负责的地区").fill("422800");
  await page.getByRole("button", { name: "开通经销商" }).click();
  await expect(page.getByRole("heading", { name: "给 温自在 的链接" })).toBeVisible();
  await page.goto("/organisation");
  await expect(page.getByRole("main")).toContainText("恩施经销商");
  await page.goto("/onboarding");
  await expect(page.getByRole("link", { name: `案卷 ${number}` })).toHaveCount(0);
});
