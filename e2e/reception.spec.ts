import { expect, looksRight, signInAs, test } from "./demo";
import type { Page } from "@playwright/test";

// Every project and every run has customers of its own.
const name = (last: string) => `${test.info().project.name === "phone" ? "凌" : "霍"}${"甲乙丙丁戊己"[test.info().parallelIndex % 6]}${last}`;
const number = () => `139001${test.info().project.name === "phone" ? 3 : 4}`;

async function register(page: Page, who: string, customer: string, phone: string) {
  await page.context().clearCookies();
  await signInAs(page, who);
  await page.goto("/registrations/new");
  await page.getByLabel("客户姓名").fill(customer);
  await page.getByLabel("手机号").fill(phone);
  await page.getByLabel("客户现在就在现场").check();
  await page.getByRole("button", { name: "提交报备" }).click();
  await expect(page.getByRole("heading", { name: "报备已登记" })).toBeVisible();
}

test("the reception finds two customers to be one, and two again when that was wrong", async ({ page }) => {
  const customer = name("知秋");
  await register(page, "陈立", customer, `${number()}0001`);
  await register(page, "苏航", customer, `${number()}****`);
  await page.context().clearCookies();
  await signInAs(page, "周敏");
  await page.goto("/visits");
  await page.getByRole("link", { name: "是不是同一位客户" }).click();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("identity-list.png"), fullPage: true });
  await page.getByRole("link", { name: "对照" }).first().click();
  await expect(page.getByText("对得上")).toBeVisible();
  await expect(page.getByText("如果不是同一人")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("identity-pair.png"), fullPage: true });
  await page.getByRole("button", { name: "是同一人", exact: true }).click();
  await expect(page.getByRole("button", { name: "不是同一人" })).toBeVisible();
  await expect(page.getByRole("button", { name: "是同一人", exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "不是同一人" }).click();
  await expect(page.getByRole("region", { name: "谁确认过" }).getByRole("listitem")).toHaveCount(2);
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("identity-apart.png"), fullPage: true });
  await page.context().clearCookies();
  await signInAs(page, "苏航");
  await page.goto("/notices");
  await expect(page.getByText("确认不是同一位客户").first()).toBeVisible();
});
