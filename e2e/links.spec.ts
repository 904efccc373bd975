import { expect, signInAs, test } from "./demo";

// Of each branch somebody whose customers have stories, and whoever decides over them.
const people = ["陈立", "韩峥", "蔡悠", "武钧", "施蓉", "章驰", "凌川", "占祺", "闵慧"];
const isLeftOut = (link: string) => /^\/(sign-out|language)|export/.test(link);
const linksOf = (html: string) =>
  [...html.slice(html.indexOf("<main")).matchAll(/href="(\/[^"#]*)/g)].map((found) => found[1].replaceAll("&amp;", "&"));

for (const name of people) {
  test(`whatever ${name} is sent to opens`, async ({ page }) => {
    test.skip(test.info().project.name === "phone", "the same links");
    await signInAs(page, name);
    const places = await page.locator("nav a").evaluateAll((all) => all.map((one) => one.getAttribute("href")!));
    const found = new Map(places.map((place) => [place, "the menu"]));
    for (const place of places) {
      const html = await (await page.request.get(place)).text();
      for (const link of linksOf(html)) if (!found.has(link)) found.set(link, place);
    }
    const closed = [];
    for (const [link, from] of found) {
      if (isLeftOut(link)) continue;
      const status = (await page.request.get(link)).status();
      // A form may say that the regulation does not allow it now, with the reasons.
      if (status !== 200 && !(status === 422 && link.includes("/acts/"))) closed.push(`${status} ${link} from ${from}`);
    }
    expect(closed).toEqual([]);
  });
}
