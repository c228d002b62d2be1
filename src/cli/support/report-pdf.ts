import { formatJst, type Microseconds } from '../../events/time.js'

/**
 * The page as a PDF on A4, printed by the Chromium that comes with @sparticuz/chromium, without a network. The moments of
 * making inside the file are set to the as-of time; what else Chromium writes is its own, so equal bytes are promised only
 * for one version of it.
 */
export async function pdfOf(html: string, title: string, asOf: Microseconds): Promise<Uint8Array> {
  const { default: chromium } = await import('@sparticuz/chromium')
  const { chromium: playwright } = await import('playwright-core')
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args,
    headless: true,
  })
  try {
    const context = await browser.newContext({ offline: true, javaScriptEnabled: false, locale: 'ja-JP' })
    const page = await context.newPage()
    await page.setContent(html, { waitUntil: 'load' })
    const bytes = await page.pdf({
      format: 'A4',
      printBackground: true,
      preferCSSPageSize: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footer(title),
      tagged: true,
    })
    return withMoment(bytes, asOf)
  } finally {
    await browser.close()
  }
}

function footer(title: string): string {
  const text = title.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  return `<div style="width:100%;padding:0 13mm;font-size:7pt;color:#56616d;display:flex;justify-content:space-between"><span>${text}</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`
}

/** Both dates have the same length before and after, so that no offset inside the file moves. */
function withMoment(bytes: Uint8Array, asOf: Microseconds): Uint8Array {
  const digits = new Date(Math.floor(asOf / 1000)).toISOString().replace(/\D/g, '').slice(0, 14)
  const text = Buffer.from(bytes).toString('latin1')
  const dated = text.replace(/\/(CreationDate|ModDate) \(D:\d{14}/g, `/$1 (D:${digits}`)
  if (dated.length !== text.length) throw new Error(`the PDF as of ${formatJst(asOf)} changed its length`)
  return Buffer.from(dated, 'latin1')
}
