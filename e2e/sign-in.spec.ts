import { cardOf, expect, looksRight, signInAs, test } from "./demo";

test("somebody signs in by their card, sees their sessions and leaves", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/sign-in/);
  await looksRight(page);
  await signInAs(page, "陈立");
  await looksRight(page);
  await page.getByRole("banner").getByRole("link", { name: "陈立" }).click();
  await expect(page.getByText("本机", { exact: true })).toBeVisible();
  await looksRight(page);
  await page.getByRole("main").getByRole("button", { name: "退出", exact: true }).click();
  await expect(page).toHaveURL(/sign-in/);
});

test("a role with two steps is asked for the code", async ({ page }) => {
  await page.goto("/sign-in");
  await (await cardOf(page, "沈砚")).click();
  await expect(page.getByRole("heading", { name: "第二步：验证码" })).toBeVisible();
  await looksRight(page);
  await page.getByLabel("验证码").fill("000000");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("alert")).toContainText("验证码不对");
  const code = await page.getByText("演示：手机验证器现在显示").getByRole("strong").textContent();
  await page.getByLabel("验证码").fill(code ?? "");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("navigation", { name: "去哪里" })).toBeVisible();
});

test("the language changes and stays", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
  await (await cardOf(page, "Salesperson of a far store")).scrollIntoViewIfNeeded();
  await looksRight(page);
  await page.goto("/nowhere");
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });
  test("a wrong password keeps the login and says what to do", async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByLabel("登录名").fill("chenli");
    await page.getByLabel("密码").fill("not-this-one-77");
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("登录名或密码不对");
    await expect(page.getByLabel("登录名")).toHaveValue("chenli");
  });
});
