import { type Page } from "@playwright/test";
import { expect, looksRight, signInAs, test } from "./demo";
import { phoneNumber, register } from "./life";

// Those of 中南店 have no card among the demo's.
async function signInByPassword(page: Page, login: string) {
  await page.goto("/sign-in");
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill("orchard-lantern-river-72");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "去哪里" })).toBeVisible();
}

const picture = (name: string) => ({ path: test.info().outputPath(`${name}.png`), fullPage: true });

test.describe("with a clock that goes on", () => {
  test.use({ baseURL: async ({ own }, use) => use(own.url) });

  test("an inquiry names no project: the manager of the inquirer's store says which, and both sides read it", async ({ page, own }) => {
    test.slow();
    const customer = { name: "望舒客栈", phone: phoneNumber(13) };
    // 武昌店 has two projects of one customer, and follows up neither for sixty days.
    await signInAs(page, "施蓉");
    const [first, second] = [
      await register(page, { regulation: "建材门店客户报备制度", ...customer, region: "420106", more: { demand: "瓷砖", project: "一期" } }),
      await register(page, { regulation: "建材门店客户报备制度", ...customer, region: "420106", more: { demand: "瓷砖", project: "二期" } }),
    ];
    await own.daysLater(61);

    await signInByPassword(page, "shanghe");
    await page.goto("/registrations/new");
    await page.getByLabel("客户名称").fill(customer.name);
    await page.getByLabel("联系电话").fill(customer.phone);
    await page.getByLabel("品类").fill("瓷砖");
    await looksRight(page);
    await page.screenshot(picture("form"));
    await page.getByRole("button", { name: "只记询价" }).click();
    await expect(page.getByRole("heading", { name: "已记下" })).toBeVisible();
    await page.getByRole("link", { name: /案卷/ }).click();
    const inquiry = new URL(page.url()).pathname;
    await expect(page.getByRole("note")).toContainText("中南店门店管理人员");
    await looksRight(page);
    await page.screenshot(picture("inquiry-waits"));

    // Each project waits, too; whoever is of another store does not answer.
    await signInAs(page, "施蓉");
    for (const project of [first, second]) {
      await page.goto(project);
      await expect(page.getByRole("note")).toContainText("确认前归属待定");
    }
    await looksRight(page);
    await page.screenshot(picture("project-waits"));
    const question = inquiry.replace("cases", "identity");
    expect((await page.goto(question))?.status()).toBe(404);

    await signInByPassword(page, "mengxia");
    await page.goto("/tasks");
    await page.locator(`main a[href="${question}"]`).click();
    const choices = page.getByRole("region", { name: "哪个项目" });
    await expect(choices.getByRole("radio")).toHaveCount(3);
    await looksRight(page);
    await page.screenshot(picture("question"));
    await choices.getByRole("radio", { name: /^二期（案卷 \d+）/ }).check();
    await choices.getByRole("button", { name: "确认", exact: true }).click();
    await expect(choices.getByText("已确认是这个项目")).toHaveCount(1);
    await looksRight(page);
    await page.screenshot(picture("answered"));
    await page.goto("/tasks");
    await expect(page.locator(`main a[href="${question}"]`)).toHaveCount(0);

    // The inquirer's store has that project from now on, and the other one is nobody's.
    const told = "一笔没写项目的登记已确认属于哪个项目";
    await signInByPassword(page, "shanghe");
    await page.goto("/notices");
    await expect(page.getByRole("main")).toContainText(told);
    await page.goto(inquiry);
    await expect(page.locator("#verdict")).toContainText("中南店");
    await expect(page.getByRole("main")).not.toContainText("登记时没写项目");
    await looksRight(page);
    await page.screenshot(picture("inquirer-reads"));
    await signInAs(page, "施蓉");
    await page.goto("/notices");
    await expect(page.getByRole("main")).toContainText(told);
    await expect(page.getByRole("main")).toContainText("已确认不属于这个项目");
    await page.goto(second);
    await expect(page.locator("#verdict")).toContainText("中南店");
    await page.goto(first);
    await expect(page.getByRole("note")).toHaveCount(0);
    await expect(page.locator("#verdict")).not.toContainText("中南店");
    await looksRight(page);
    await page.screenshot(picture("other-project"));
  });
});
