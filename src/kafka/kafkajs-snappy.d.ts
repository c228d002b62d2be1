declare module 'kafkajs-snappy' {
  /** Makes the codec that kafkajs asks for. */
  function snappy(): {
    compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
    decompress(buffer: Buffer): Promise<Buffer>
  }
  export = snappy
}
