export { RouteModule, routeStage } from './route.module.ts';
