import { defineConfig } from "@playwright/test";

// Debian's Chromium, told to keep to itself.
const launchOptions = {
  executablePath: process.env.BAOBEI_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export default defineConfig({
  testDir: ".",
  outputDir: "../target/e2e",
  // Much of a test is waiting: for a page, or for the next code of a second factor. Each has a demo of its own.
  workers: 2,
  forbidOnly: true,
  // A journey is long, the program is built for debugging, and the machine has other things to do.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: { actionTimeout: 20_000, locale: "zh-CN", timezoneId: "Asia/Shanghai", trace: "retain-on-failure" },
  projects: [
    { name: "desk", use: { viewport: { width: 1440, height: 900 }, launchOptions } },
    { name: "phone", use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, launchOptions } },
  ],
});
