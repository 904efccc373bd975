import { expect, looksRight, signInAs, test } from "./demo";

test("what one may do with a case is offered, done on a small page, and stands in what happened", async ({ page }) => {
  await signInAs(page, "陈立");
  await page.goto("/customers");
  await page.locator('a[href^="/cases/"]').first().click();
  const acts = page.getByRole("region", { name: "可以做的" });
  await acts.getByText("其余为什么不能").click();
  await expect(acts.getByText("只有这位客户的负责人可以这样做").first()).toBeVisible();
  const timeline = page.getByRole("region", { name: "经过" });
  const before = await timeline.getByRole("listitem").count();

  await acts.getByRole("link", { name: "记录联系" }).click();
  await expect(page.getByRole("heading", { name: "记录联系" })).toBeVisible();
  await looksRight(page);
  await page.getByRole("button", { name: "记录联系" }).click();
  await expect(timeline.getByRole("listitem")).toHaveCount(before + 1);
  await expect(timeline.getByRole("listitem").last()).toContainText("陈立");
});
