export function PublicAssets() { return null; }
