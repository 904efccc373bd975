import { expect, looksRight, signInAs, test } from "./demo";

test("a robot is added, tried and taken away; what is wrong is said and what was typed stays", async ({ page }) => {
  await signInAs(page, "何云");
  await page.goto("/robots");
  await expect(page.getByText("还没有群机器人")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("none.png"), fullPage: true });

  await page.getByLabel("哪一家的").selectOption("钉钉");
  await page.getByLabel("哪个单位的群").selectOption({ label: "东湖汽车店" });
  await page.getByLabel("机器人的地址").fill("http://127.0.0.1/robot/send");
  await page.getByLabel("撞单").check();
  await page.getByRole("button", { name: "添加机器人" }).click();
  await expect(page.getByRole("alert")).toContainText("https://");
  await expect(page.getByLabel("机器人的地址")).toHaveValue("http://127.0.0.1/robot/send");
  await expect(page.getByLabel("哪一家的").locator("option:checked")).toHaveText("钉钉");
  await expect(page.getByLabel("哪个单位的群").locator("option:checked")).toHaveText(/东湖汽车店/);
  await expect(page.getByLabel("撞单")).toBeChecked();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("wrong.png"), fullPage: true });

  await page.getByLabel("机器人的地址").fill("https://127.0.0.1/robot/send");
  await page.getByRole("button", { name: "添加机器人" }).click();
  const robot = page.getByRole("main").getByRole("listitem");
  await expect(robot).toContainText("钉钉 · 东湖汽车店");
  await expect(robot).toContainText("撞单");
  await robot.getByRole("button", { name: "发一条试试" }).click();
  await expect(page.getByRole("status").filter({ hasText: "内部网络" })).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("tried.png"), fullPage: true });
  await robot.getByRole("button", { name: "删除" }).click();
  await expect(page.getByText("还没有群机器人")).toBeVisible();
});
