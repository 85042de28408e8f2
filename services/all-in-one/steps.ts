import type { Steps } from '#libs/review';
import type { Message } from '#libs/stage';
import { createEnrich, type Enrichable, foundKey, keysOf } from '#services/enrich';
import { createRoute, type Routable } from '#services/route';
import { createTransform } from '#services/transform';

/** The pure steps of the line, for whoever wants to see what they would do. */
export const steps: Steps = {
  transform: createTransform,
  keysOf: (record) => keysOf(record as Enrichable),
  enrich: () => {
    const enrich = createEnrich();
    return (message, found) => enrich(message as Message<Enrichable>, new Map(found.map((hit) => [foundKey(hit), hit])));
  },
  route: (revisionOf) => {
    const route = createRoute(revisionOf);
    return (message) => route(message as Message<Routable>);
  },
};
