export { RouteModule, routeStage } from './route.module.ts';
export { createRoute, type Routable } from './route.ts';
