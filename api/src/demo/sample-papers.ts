import { STORY_BEGINS } from './fund.js';
import type { Paper } from './papers.js';

/** What due diligence asks for, one small PDF for each type: `title_report` is a title report. */
export function samplePapers(
  asset: string,
  from: string,
  dated = STORY_BEGINS,
): (type: string) => Paper {
  return (type) => {
    const words = type.replaceAll('_', ' ');
    const title = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
    return {
      title: `${title}: ${asset}`,
      from,
      dated,
      paragraphs: [
        `${title} of ${asset}, made for the review of this asset.`,
        'Read it beside the asset’s own details: they agree, and nothing else is claimed.',
      ],
    };
  };
}
