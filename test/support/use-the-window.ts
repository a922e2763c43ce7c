import type { Page } from 'playwright'

/** What everybody does first, by mouse and keyboard: opens the simulated card, agrees to ARP, and enumerates. */
export async function enumerateByHand(page: Page): Promise<void> {
  await page.getByText('Open a simulated card').first().click()
  await page.keyboard.press('F5')
  await page.getByRole('dialog').getByRole('button', { name: /arm/i }).click()
  await page.getByText('4 ARP devices, all confirmed').first().waitFor()
}
