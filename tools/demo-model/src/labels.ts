/** What a picture can show, in the order of the network's outputs and of labels.txt. */
export const labels = ['intact', 'scratch', 'dent', 'stain', 'crack', 'hole'] as const;

export type Label = (typeof labels)[number];
