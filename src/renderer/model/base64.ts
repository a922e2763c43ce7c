/** The bytes of a file as base64; the browser's own way, which takes long files too. */
export async function base64Of(file: Blob): Promise<string> {
  const reader = new FileReader()
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  // Text, since it was read as a URL.
  reader.onload = () => resolve(reader.result as string)
  reader.onerror = () => reject(reader.error ?? new Error('the file can not be read'))
  reader.readAsDataURL(file)
  const url = await promise
  return url.slice(url.indexOf(',') + 1)
}

/** The bytes that base64 stands for. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64)
  const bytes = new Uint8Array(letters.length)
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i)
  return bytes
}
