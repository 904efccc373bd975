import { readFileSync } from "node:fs";
import { expect, looksRight, signInAs, test } from "./demo";

test("a decision is served by a letter: whoever decided prints it, whoever claimed reads it and keeps the receipt", async ({ page }) => {
  await signInAs(page, "凌川");
  await page.goto("/disputes");
  await page.getByRole("listitem").filter({ hasText: "鲁扬 对 邢洛" }).getByRole("link", { name: "打开" }).click();
  await expect(page.getByRole("link", { name: "打印裁决书" }), "nothing is decided").toHaveCount(0);
  const dispute = new URL(page.url()).pathname;
  const drafts = page.getByRole("region", { name: "裁定前先看" });
  await drafts.getByRole("listitem").filter({ hasText: "裁定归 邢洛" }).getByRole("link", { name: "这样裁定" }).click();
  await page.getByRole("textbox", { name: "理由" }).fill("跟踪间隔超过两周");
  await page.getByRole("button", { name: "先看看会怎样" }).click();
  await page.getByRole("button", { name: "确认，就这样决定" }).click();
  await expect(page.getByRole("region", { name: "争议与复核" })).toContainText("已裁定");
  await page.goto("/disputes?state=decided");
  await looksRight(page);
  await expect(page.getByRole("listitem").filter({ hasText: "鲁扬 对 邢洛" })).toContainText("裁定：对方得");

  await page.goto(dispute);
  await page.getByRole("link", { name: "打印裁决书" }).click();
  await expect(page.getByRole("heading", { name: /裁决书：案卷 \d+，第 \d+ 号/ })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("跟踪间隔超过两周");
  await expect(page.getByRole("region", { name: "依据的条款" }).getByRole("listitem").first()).toBeVisible();
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("letter.png"), fullPage: true });
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("link", { name: "回到争议" }), "no button is printed").toBeHidden();
  await page.screenshot({ path: test.info().outputPath("paper.png"), fullPage: true });
  await page.emulateMedia({ media: "screen" });
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "PDF" }).click();
  const path = test.info().outputPath("letter.pdf");
  await (await download).saveAs(path);
  expect(readFileSync(path).subarray(0, 5).toString()).toBe("%PDF-");

  await page.context().clearCookies();
  await signInAs(page, "鲁扬");
  await page.goto(`${dispute}/letter`);
  await expect(page.getByRole("main")).toContainText("凌川");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("claimant.png"), fullPage: true });
  const receipt = page.waitForEvent("download");
  await page.getByRole("link", { name: "下载回执" }).click();
  expect((await receipt).suggestedFilename()).toMatch(/receipt/);
});
