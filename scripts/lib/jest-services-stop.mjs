// Jest's globalTeardown: ends what jest-services.mjs started.
export default async function stop() {
  await Promise.all((globalThis.__cadastreServices ?? []).map((service) => service.stop()));
}
