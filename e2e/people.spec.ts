import { expect, looksRight, signInAs, test } from "./demo";

const picture = (name: string) => ({ path: test.info().outputPath(`${name}.png`), fullPage: true });

test("before somebody leaves it is seen what becomes of their customers; then the hand-over says what waits", async ({ page }) => {
  // Each project lets a colleague of its own go: one demo serves both.
  const phone = test.info().project.name === "phone";
  const who = phone ? "邓朗" : "叶珂";
  await signInAs(page, "何云");
  await page.goto("/people");
  await page.getByRole("link", { name: `打开 ${who}` }).click();
  await page.getByRole("link", { name: "看看影响，办理离职" }).click();
  await expect(page.getByRole("heading", { name: "名下的客户会怎样" })).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("leave"));
  await page.getByLabel("我已看过上面的影响").check();
  await page.getByRole("button", { name: "登记离职" }).click();
  await expect(page.getByText("账号已停用")).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("left"));
});

test("marketing gives what waits in its order, and whoever registered reads why", async ({ page }) => {
  await signInAs(page, "宋颖");
  await page.goto("/pool");
  await expect(page.getByRole("link", { name: "待分配" })).toHaveAttribute("aria-current", "page");
  await looksRight(page);
  await page.screenshot(picture("waiting"));
  const first = page.getByRole("checkbox").first();
  const case_ = await first.inputValue();
  await first.check();
  await page.getByLabel("接手的同事").selectOption({ label: "韩峥 · 设备销售部" });
  await page.getByLabel("理由").fill("熟悉这款设备");
  await page.getByRole("button", { name: "分配勾选的客户" }).click();
  await expect(page.locator(`input[name="case"][value="${case_}"]`)).toHaveCount(0);
  await page.context().clearCookies();
  await signInAs(page, "韩峥");
  await page.goto("/pool?list=mine");
  await expect(page.getByText("熟悉这款设备").first()).toBeVisible();
  await looksRight(page);
  await page.screenshot(picture("mine"));
  await page.goto("/pool?list=open");
  await looksRight(page);
  await page.screenshot(picture("open"));
});
