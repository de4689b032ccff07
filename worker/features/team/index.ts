export { listMembers } from './members.ts'
