import { expect, looksRight, signInAs, test } from "./demo";

// A list as a company keeps it: filed late, filed by nobody, not entered yet, and a row that says too little.
const list = `客户名称,项目名称,合同名称,签订日,合同金额,签约人
寒山纸业有限公司,污水站,HT-004,2026-01-05,450000,阎朵
朔方矿业有限公司,尾矿库,HT-005,2026-01-05,980000,阎朵
鹿鸣书院有限公司,书库,HT-9001,2020-03-02,120000,游鸿
鹿鸣书院有限公司,书库,,2020-03-02,120000,游鸿
`;

test("a list of contracts shows late and missing filings before anything is recorded, and is entered once", async ({ page }) => {
  await signInAs(page, "昝宁");
  await page.goto("/contracts");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("ask.png"), fullPage: true });
  await page.getByLabel("合同台账文件").setInputFiles({ name: "台账.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  await page.getByRole("button", { name: "先核对" }).click();
  await expect(page.getByRole("status")).toContainText("什么都没有记");
  await expect(page.getByText("第 5 行：")).toContainText("“合同”空着");
  const row = (contract: string) => page.getByRole("table", { name: "核对结果" }).getByRole("row", { name: contract });
  await expect(row("HT-004")).toContainText("迟报");
  await expect(row("HT-005")).toContainText("隐瞒");
  await expect(row("HT-9001")).toContainText("可能违规");
  await looksRight(page);
  await page.screenshot({ path: test.info().outputPath("compared.png"), fullPage: true });
  await page.getByRole("button", { name: /^录入这 \d 份合同$/ }).click();
  await expect(page.getByRole("status")).toContainText("已录入");
  await row("HT-9001").getByRole("link").click();
  await expect(page.getByRole("region", { name: "经过" })).toContainText("游鸿 签订合同");
});
