import { Interface } from 'ethers';

/** What any ERC-20 token is asked and told, whoever issued it. */
export const ERC20 = new Interface([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address account) view returns (uint256)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function approve(address spender, uint256 amount) returns (bool)',
]);

/** The call by which an account lets another one take base units of its tokens. */
export const encodeApprove = (spender: string, amount: bigint): string =>
  ERC20.encodeFunctionData('approve', [spender, amount]);
