/** Why a command cannot do what it was asked; the message is all that the caller needs to see. */
export class Refusal extends Error {}
