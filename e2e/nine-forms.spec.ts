import { expect, looksRight, signInAs, test } from "./demo";

// Somebody who registers under each regulation, and the only thing that they forget at first: what it is called, and
// the clause that asks for it.
const forms = [
  { who: "陈立", regulation: "案场客户报备与业务仲裁制度", onPhone: true },
  { who: "韩峥", regulation: "产品销售报备制度" },
  { who: "邹安", regulation: "客户流程报备制度", onPhone: true },
  { who: "蔡悠", regulation: "顾客报备制度", forgets: "同意", clause: "第六条" },
  { who: "武钧", regulation: "客户资料报备制度", kind: "个人", forgets: "身份证复印件", clause: "第七条" },
  { who: "施蓉", regulation: "建材门店客户报备制度", region: "420106" },
  { who: "章驰", regulation: "汽车门店客户报备制度", onPhone: true },
  { who: "穆扬", regulation: "合同后客户备案制度" },
  { who: "占祺", regulation: "新经销商报备制度", forgets: "营业执照复印件", clause: "一.1" },
] as const;

// What people write, by field; "有" into all others.
const isPhone = () => test.info().project.name === "phone";
const written = (place: number): Record<string, string> => ({
  name: isPhone() ? "路听雨" : "晏书遥",
  phone: `1390003${String(place + (isPhone() ? 50 : 0)).padStart(4, "0")}`,
  contact: `1390003${String(place + 100).padStart(4, "0")}`,
  age: "38",
  id_number: "11010519491231002X",
  credit_code: "91350100M000100Y43",
  tax_number: "91350100M000100Y43",
  full_name: "武汉临湖家居有限公司",
  signed_on: "2026-01-05",
  licence_until: "2031-12-31",
});

for (const [place, form] of forms.entries()) {
  test(`${form.who} registers by the form of ${form.regulation}`, async ({ page }) => {
    test.skip(isPhone() && !("onPhone" in form), "the three most used ones");
    await signInAs(page, form.who);
    await page.goto("/registrations/new");
    await expect(page.getByText(form.regulation)).toBeVisible();
    // How long data is kept is a number of days.
    await expect(page.locator("main")).not.toContainText(/结案后保存 \D/);
    await looksRight(page);
    if ("kind" in form) await page.getByLabel("客户类型").selectOption({ label: form.kind });
    if ("region" in form) await page.getByLabel("客户或项目所在区划").fill(form.region);
    const values = written(place);
    if (form.who === "穆扬") values.name = "武汉临江水务有限公司";
    for (const input of await page.locator("input[id^=field-]:not([type=checkbox])").all()) {
      const name = ((await input.getAttribute("id")) ?? "").replace("field-", "");
      const isNeeded = (await input.getAttribute("required")) !== null;
      if (isNeeded || (name === "id_number" && "kind" in form) || (name === "phone" && (await input.isVisible()))) {
        await input.fill(values[name] ?? "有");
      }
    }
    for (const box of await page.getByRole("checkbox").all()) {
      const label = (await box.locator("xpath=..").textContent()) ?? "";
      const isForgotten = "forgets" in form && label.includes(form.forgets);
      const isWanted = label.includes("*") || label.includes("现场") || (label.includes("个人时必填") && "kind" in form);
      if (isWanted && !isForgotten) await box.check();
    }
    const submit = page.getByRole("button", { name: "提交报备" });
    await submit.click();
    if ("forgets" in form) {
      await expect(page.getByRole("alert")).toContainText(form.clause);
      await looksRight(page);
      await page.getByRole("checkbox", { name: new RegExp(form.forgets) }).first().check();
      await submit.click();
    }
    await expect(page.getByRole("heading", { name: "报备已登记" })).toBeVisible();
    await page.getByRole("link", { name: /案卷/ }).click();
    await expect(page.locator(".timeline-of-case > li").first()).toBeVisible();
  });
}
