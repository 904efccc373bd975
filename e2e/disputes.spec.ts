import { expect, looksRight, signInAs, test } from "./demo";
import { rulingSays } from "./life";

test("a manager sees what each decision comes to, decides with a reason, the other side appeals, and somebody else makes it final", async ({ page }) => {
  await signInAs(page, "凌川");
  await page.goto("/disputes");
  await looksRight(page);
  await page.getByRole("listitem").filter({ hasText: "白" }).getByRole("link", { name: "打开" }).click();
  await expect(page.getByRole("region", { name: "先考核提出方" })).toContainText("三.5");
  const drafts = page.getByRole("region", { name: "裁定前先看" });
  await expect(drafts.getByRole("listitem").first()).toContainText("归");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("dispute.png"), fullPage: true });
  await drafts.getByRole("link", { name: "这样裁定" }).first().click();
  await page.getByRole("textbox", { name: "理由" }).fill("跟踪齐备，对方已签字");
  await page.getByRole("button", { name: "先看看会怎样" }).click();
  await page.getByRole("button", { name: "确认，就这样决定" }).click();
  await page.getByRole("region", { name: "争议与复核" }).getByRole("link", { name: "打开" }).click();
  await expect(page.getByText("跟踪齐备，对方已签字")).toBeVisible();
  const dispute = page.url();

  await page.context().clearCookies();
  await signInAs(page, "邢洛");
  await page.goto(dispute);
  await looksRight(page);
  await page.getByRole("link", { name: "申诉" }).click();
  await page.getByRole("textbox", { name: "理由" }).fill("跟踪有一次没有签字");
  await page.getByRole("button", { name: "申诉" }).click();
  await page.goto(dispute);
  await expect(page.getByText("等没有利害关系的另一人复核")).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("appealed.png"), fullPage: true });
  const address = new URL(dispute).pathname.replace(/\/disputes\/.*/, "");

  // Whoever decided does not answer the appeal; the manager of the other outlet does, and with that it is final.
  await signInAs(page, "凌川");
  await page.goto(dispute);
  await expect(page.getByRole("link", { name: "复核申诉" })).toHaveCount(0);
  await signInAs(page, "费诺");
  await page.goto(dispute);
  await page.getByRole("link", { name: "复核申诉" }).click();
  await page.getByRole("textbox", { name: "理由" }).fill("每次跟踪都签了字");
  await page.getByRole("main").locator("input[type=radio][value=no]").check();
  await looksRight(page);
  await page.getByRole("button", { name: "先看看会怎样" }).click();
  await page.getByRole("button", { name: "确认，就这样决定" }).click();
  await page.goto(dispute);
  await expect(page.getByText("等没有利害关系的另一人复核")).toHaveCount(0);
  await expect(page.getByText("每次跟踪都签了字")).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("final.png"), fullPage: true });
  await rulingSays(page, address, "已经定案");
});
