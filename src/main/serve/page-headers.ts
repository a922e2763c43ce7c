import { PAGE_POLICY_HEADER } from '#shared/api/page-policy.ts'

/** What holds for every answer, in a browser and in the app: the page shows itself, and in no other page. */
export const PAGE_HEADERS = {
  'content-security-policy': PAGE_POLICY_HEADER,
  'permissions-policy': 'usb=(), hid=(), serial=(), camera=(), microphone=(), geolocation=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const
