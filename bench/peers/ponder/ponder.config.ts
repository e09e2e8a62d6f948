import { createConfig } from 'ponder';
import { parseAbi } from 'viem';

export default createConfig({
  ordering: 'multichain',
  database: { kind: 'postgres', connectionString: process.env.DATABASE_URL },
  chains: {
    local: { id: 31337, rpc: process.env.RPC_URL, ethGetLogsBlockRange: 2_000 },
  },
  contracts: {
    AssetToken: {
      chain: 'local',
      abi: parseAbi(['event Transfer(address indexed from, address indexed to, uint256 value)']),
      address: process.env.TOKEN as `0x${string}`,
      startBlock: Number(process.env.START_BLOCK),
    },
  },
});
