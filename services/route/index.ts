export { RouteModule, routeStage } from './route.module.ts';
export { createRoute } from './route.ts';
