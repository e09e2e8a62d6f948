export function PublicAsset() { return null; }
